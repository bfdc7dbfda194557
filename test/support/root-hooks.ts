import type { RootHookObject } from 'mocha'
import { keepNotices } from './notices.ts'
import { assertNothingLeaked } from './secrets-in-logs.ts'

keepNotices()

export const mochaHooks: RootHookObject = {
  afterAll() {
    assertNothingLeaked()
  },
}
