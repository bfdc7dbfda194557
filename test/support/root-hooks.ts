import type { RootHookObject } from 'mocha'
import { keepNotices } from './notices.ts'
import { closeSharedBrowser } from './open-browser.ts'
import { assertNothingLeaked } from './secrets-in-logs.ts'
import { offerSharedPostgres, stopSharedPostgres } from './shared-postgres.ts'
import { startSharedRedis, stopSharedRedis } from './shared-redis.ts'

export const mochaGlobalSetup = [startSharedRedis, offerSharedPostgres]
export const mochaGlobalTeardown = [stopSharedRedis, stopSharedPostgres]

keepNotices()

export const mochaHooks: RootHookObject = {
  afterAll: [closeSharedBrowser, assertNothingLeaked],
}
