import { strict as assert } from 'node:assert'
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { openRedisStore } from '../../../src/stores/redis/open-redis-store.ts'
import { startTlsRedis, type TlsRedis } from '../../support/redis-tls.ts'
import { testEveryProperty } from '../test-every-property.ts'
import { handlesOn, redisPlace } from '../places.ts'

const STORE = fileURLToPath(
  new URL('../../../src/stores/redis/open-redis-store.ts', import.meta.url),
)

describe('Redis over TLS: conformance', () => {
  const open = async () => {
    const redis = await startTlsRedis('yes')
    return redisPlace(Promise.resolve(redis), { ca: redis.ca, ...redis.own })
  }
  testEveryProperty(handlesOn(open))
})

describe('Redis over TLS', () => {
  let redis: TlsRedis
  before(async () => {
    redis = await startTlsRedis('yes')
  })
  after(() => redis.close())

  it('is not believed without its authority', async () => {
    await assert.rejects(openRedisStore({ url: redis.url, tls: redis.own }), {
      code: 'store_unavailable',
      message: /CERT/,
    })
  })

  it('is not spoken to without TLS, nor without a certificate where it wants one', async () => {
    const plain = redis.url.replace('rediss:', 'redis:')
    await assert.rejects(openRedisStore({ url: plain }), { code: 'store_unavailable' })
    const anonymous = openRedisStore({ url: redis.url, tls: { ca: redis.ca } })
    await assert.rejects(anonymous, { code: 'store_unavailable' })
  })
})

describe('Redis over TLS, where the process knows the authority', () => {
  let redis: TlsRedis
  before(async () => {
    redis = await startTlsRedis('no')
  })
  after(() => redis.close())

  it('is believed by NODE_EXTRA_CA_CERTS', () => {
    const program = `
const { openRedisStore } = await import(${JSON.stringify(STORE)})
const store = await openRedisStore({ url: ${JSON.stringify(redis.url)} })
await store.check()
await store.close()
process.stdout.write('checked')`
    const run = (env: NodeJS.ProcessEnv) =>
      execFileSync(process.execPath, ['--input-type=module', '-e', program], {
        env: { PATH: process.env['PATH'], ...env },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      })
    assert.equal(run({ NODE_EXTRA_CA_CERTS: redis.caFile }), 'checked')
    assert.throws(() => run({}))
  })
})
