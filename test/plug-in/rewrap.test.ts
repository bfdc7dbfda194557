import { strict as assert } from 'node:assert'
import { base32Of } from '../../src/methods/totp/index.ts'
import type { RewrapProgress } from '../../src/index.ts'
import { openHostProvider, type HostProvider } from '../support/host-provider.ts'
import { deviceOf } from '../support/person.ts'
import { randomKey } from '../support/production-settings.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { ENROLLER } from '../support/enroller.ts'

const name = 'user-1'

describe('a host that changes its sealing key', () => {
  const folder = temporaryFolder()
  const [old, next] = [
    { id: 'old', key: randomKey() },
    { id: 'next', key: randomKey() },
  ]
  const within = async <T>(
    sealingKeys: readonly { id: string; key: string }[],
    work: (host: HostProvider) => Promise<T>,
  ): Promise<T> => {
    const host = await openHostProvider(folder(), { framework: 'Koa' }, { sealingKeys })
    try {
      return await work(host)
    } finally {
      await host.close()
    }
  }

  it('has all that the old one sealed sealed anew, and can drop it', async () => {
    const key = await within([old], async (host) => {
      const { mfa } = host
      const begun = await mfa.authenticators.begin(name, 'Phone', ENROLLER)
      assert.equal(begun.outcome, 'begun')
      const pending = await mfa.authenticators.pending(name, ENROLLER)
      assert.ok(pending)
      const secret = base32Of(pending.secret)
      const device = deviceOf(host, 'Phone', secret)
      await mfa.authenticators.confirm(name, begun.id, device.code(), ENROLLER)
      await mfa.recoveryCodes?.issue(name)
      return secret
    })
    await within([next, old], async ({ mfa }) => {
      const last = async (): Promise<RewrapProgress | undefined> => {
        let progress: RewrapProgress | undefined
        for await (const step of mfa.rewrap?.() ?? []) progress = step
        return progress
      }
      assert.deepEqual(await last(), { seen: 2, rewrapped: 2, passed: 0, unreadable: [] })
      assert.deepEqual(await last(), { seen: 2, rewrapped: 0, passed: 0, unreadable: [] })
    })
    await within([next], async (host) => {
      host.advance(60)
      const device = deviceOf(host, 'Phone', key)
      const verified = await host.mfa.authenticators.verify(name, device.code())
      assert.equal(verified.outcome, 'accepted')
      assert.equal((await host.mfa.recoveryCodes?.show(name))?.codes.length, 10)
    })
  })
})
