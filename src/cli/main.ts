import { runProgram } from './program.ts'

// It tells in eight lines, at each command, which Node.js the AWS SDK will want in time.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'

// What is still open when all is done and written, such as standard input, must not hold the program.
process.exit(await runProgram(process.argv.slice(2), process))
