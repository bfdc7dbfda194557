import { expect } from 'chai'
import { STORES, openLocation } from '../../bench/stores/location.ts'
import { openStoreOf } from '../../bench/stores/open-store.ts'
import { populate } from '../../bench/stores/people.ts'
import { createKeys } from '../../bench/servers/settings.ts'
import { createAuthenticators } from '../../src/methods/totp/index.ts'
import { codeAt } from '../../src/methods/totp/totp.ts'
import { DEFAULT_TOTP, stepAt } from '../../src/people/authenticator.ts'
import { systemClock } from '../../src/kernel/instant.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { createSealer } from '../../src/stores/sealing.ts'

describe('the people of the benchmark', () => {
  for (const kind of STORES) {
    it(`are found by their login, and sign in with codes of their own (${kind})`, async () => {
      const location = await openLocation(kind)
      try {
        const keys = createKeys()
        const people = await populate(location, keys, { accounts: 13, devices: 2, people: 6 })
        expect(people).to.have.length(6)
        const sealer = createSealer(
          keys.sealing.map(({ id, key }) => ({
            id,
            key: new Secret(Buffer.from(key, 'base64url')),
          })),
        )
        const store = await openStoreOf(kind, location.store ?? '')
        const { accounts, authenticators, attempts } = store
        const clock = systemClock
        const verifier = createAuthenticators({ store: authenticators, attempts, sealer, clock })
        const ids = new Set<string>()
        for (const { login, secret } of people) {
          const account = (await accounts.findByLogin(login))?.account
          expect(account?.login).to.equal(login)
          if (!account) continue
          ids.add(account.id)
          expect(await authenticators.list(account.id)).to.have.length(2)
          const code = codeAt(secret, stepAt(clock(), DEFAULT_TOTP.period), DEFAULT_TOTP)
          const { outcome } = await verifier.verify(account.id, code)
          expect(outcome, login).to.equal('accepted')
        }
        expect(ids.size).to.equal(people.length)
        await store.close()
      } finally {
        await location.close()
      }
    })
  }
})
