import { runProgram } from './program.ts'

runProgram(process.argv.slice(2), process).then((code) => {
  process.exitCode = code
})
