import { testEngine } from './test-engine.ts'

await testEngine('dynamodb-local', ['aws-sdk'])
