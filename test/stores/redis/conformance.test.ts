import { accountStoreConformance } from '../../../src/stores/conformance/account-store-conformance.ts'
import { attemptStoreConformance } from '../../../src/stores/conformance/attempt-store-conformance.ts'
import { authenticatorStoreConformance } from '../../../src/stores/conformance/authenticator-store-conformance.ts'
import { recoveryCodeStoreConformance } from '../../../src/stores/conformance/recovery-code-store-conformance.ts'
import { createAccountStore } from '../../../src/stores/redis/accounts.ts'
import { createAttemptStore } from '../../../src/stores/redis/attempts.ts'
import { createAuthenticatorStore } from '../../../src/stores/redis/authenticators.ts'
import { createRecoveryCodeStore } from '../../../src/stores/redis/recovery-codes.ts'
import { openConnection } from '../../../src/stores/redis/connection.ts'
import { startRedis, type RedisServer } from '../../support/redis-server.ts'

describe('Redis conformance', () => {
  let redis: RedisServer
  before(async () => {
    redis = await startRedis()
  })
  after(() => redis.close())
  const two = (make: any) => async () => {
    const [a, b] = await Promise.all([openConnection(redis.url), openConnection(redis.url)])
    await a.send('', 'FLUSHALL')
    return {
      first: make(a),
      second: make(b),
      close: async () => {
        await a.close()
        await b.close()
      },
    }
  }
  const suites = {
    accounts: accountStoreConformance(two(createAccountStore)),
    authenticators: authenticatorStoreConformance(two(createAuthenticatorStore)),
    attempts: attemptStoreConformance(two(createAttemptStore)),
    recovery: recoveryCodeStoreConformance(two(createRecoveryCodeStore)),
  }
  for (const [name, properties] of Object.entries(suites)) {
    describe(name, () => {
      for (const property of properties) it(property.name, () => property.run())
    })
  }
})
