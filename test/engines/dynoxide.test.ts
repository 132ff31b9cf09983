import { testEngine } from './test-engine.ts'

await testEngine('dynoxide', ['sigv4'])
