import { strict as assert } from 'node:assert'
import { commandLine } from '../support/command-line.ts'
import { REFUSING_PORT } from '../support/refusing-port.ts'
import { openSharedRedis } from '../support/shared-redis.ts'

describe('oidc-step-up on Redis', () => {
  const { runProcess } = commandLine()

  it('works on what the servers share, ends, and says what is wrong where that is away', async () => {
    const redis = await openSharedRedis()
    const env = { OIDC_STEP_UP_STORE: redis.url }
    try {
      const input = 'correct horse battery staple\n'
      const args = ['accounts', 'add', 'ann@example.com']
      const added = await runProcess(args, { env, input })
      assert.equal(added.code, 0, added.stderr)
      const listed = await runProcess(['accounts', 'list', '--json'], { env })
      assert.equal(listed.code, 0, listed.stderr)
      assert.match(listed.stdout, /ann@example\.com/)
    } finally {
      await redis.close()
    }
    const away = { OIDC_STEP_UP_STORE: `redis://me:hush-hush@127.0.0.1:${REFUSING_PORT}` }
    const failed = await runProcess(['accounts', 'list'], { env: away })
    assert.equal(failed.code, 1)
    assert.match(failed.stderr, /Redis does not answer/)
    assert.ok(!failed.stderr.includes('hush'))
  })
})
