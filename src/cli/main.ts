import { interrupted, terminated } from './exit-codes.ts'
import { runProgram } from './program.ts'

// It tells in eight lines, at each command, which Node.js the AWS SDK will want in time.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'

const code = await runProgram(process.argv.slice(2), process)

// Who was stopped by a signal ends by it: a shell then ends its loop, too. And `exit` waits for what a thread reads, which may be a
// FIFO that nobody writes.
const signal = code === interrupted ? 'SIGINT' : code === terminated ? 'SIGTERM' : undefined
if (signal && process.platform !== 'win32') process.kill(process.pid, signal)
// What is still open when all is done and written, such as standard input, must not hold the program.
process.exit(code)
