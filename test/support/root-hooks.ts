import type { RootHookObject } from 'mocha'
import { keepNotices } from './notices.ts'
import { closeSharedBrowser } from './open-browser.ts'
import { assertNothingLeaked } from './secrets-in-logs.ts'
import { startSharedRedis, stopSharedRedis } from './shared-redis.ts'

export const mochaGlobalSetup = startSharedRedis
export const mochaGlobalTeardown = stopSharedRedis

keepNotices()

export const mochaHooks: RootHookObject = {
  afterAll: [closeSharedBrowser, assertNothingLeaked],
}
