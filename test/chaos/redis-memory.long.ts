import { describeMemory } from './describe-memory.ts'

describeMemory('long')
