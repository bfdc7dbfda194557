import type { RootHookObject } from 'mocha'
import { assertNothingLeaked } from './secrets-in-logs.ts'

export const mochaHooks: RootHookObject = {
  afterAll() {
    assertNothingLeaked()
  },
}
