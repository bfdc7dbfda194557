import { strict as assert } from 'node:assert'
import { checkUp, type CheckUpFacts } from '../../src/people/check-up.ts'
import type { Instant } from '../../src/kernel/instant.ts'
import type { Page } from '../support/browser.ts'
import { Person } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { testServer } from '../support/test-server.ts'
import { trustHere } from '../support/trust.ts'
import { signIn } from '../support/visit.ts'

const DAY = 86_400_000
const NOW = (1000 * DAY) as Instant

const SAFE: CheckUpFacts = {
  devices: 2,
  recoveryCodes: { left: 10, enough: 4 },
  emailVerified: true,
  trustedAt: [(NOW - 30 * DAY) as Instant],
  sessionsElsewhere: 0,
}

describe('the check-up of an account', () => {
  it('finds nothing where nothing is missing', () => {
    assert.equal(checkUp(SAFE, NOW), undefined)
    // What nobody knows, and what would stand in for nothing, is not missing.
    const { emailVerified: _, recoveryCodes: __, ...rest } = SAFE
    const unknown = { ...rest, emailVerified: undefined, recoveryCodes: undefined }
    assert.equal(checkUp(unknown, NOW), undefined)
  })

  for (const [what, facts, gap] of [
    ['no device', { devices: 0 }, { code: 'no_device' }],
    ['one device only', { devices: 1 }, { code: 'one_device' }],
    ['no recovery code', { recoveryCodes: { left: 0, enough: 4 } }, { code: 'no_codes' }],
    ['few codes', { recoveryCodes: { left: 3, enough: 4 } }, { code: 'few_codes', left: 3 }],
    ['an address that is not verified', { emailVerified: false }, { code: 'email_unverified' }],
    [
      'browsers trusted for more than 30 days',
      { trustedAt: [NOW, NOW - 30 * DAY - 1, NOW - 90 * DAY] as Instant[] },
      { code: 'trusted_for_long', count: 2 },
    ],
    ['sessions elsewhere', { sessionsElsewhere: 3 }, { code: 'signed_in_elsewhere', count: 3 }],
  ] as const) {
    it(`finds ${what}, and that alone`, () => {
      assert.deepEqual(checkUp({ ...SAFE, ...facts }, NOW)?.gaps, [gap])
    })
  }

  it('says what does protect the account', () => {
    const codes = (facts: Partial<CheckUpFacts>) =>
      checkUp({ ...SAFE, ...facts }, NOW)?.safeguards.map(({ code }) => code)
    assert.deepEqual(codes({ sessionsElsewhere: 1 }), [
      'password',
      'devices',
      'recovery_codes',
      'email_verified',
    ])
    const bare = { devices: 0, recoveryCodes: undefined, emailVerified: false }
    assert.deepEqual(codes(bare), ['password'])
  })

  describe('on the account’s page', () => {
    const server = testServer({ trustedBrowsers: { lifetime: 60 * 86_400 } })
    let shop: RelyingParty
    before(async () => {
      shop = await relyingParty(server())
    })

    /** Somebody whose address is verified. */
    async function somebody(): Promise<Person> {
      const person = await Person.of(server())
      await server().accounts.setEmail(person.account.id, person.account.login, true)
      return person
    }

    /** What is missing, with the name and the target of its button. */
    function gapsOn({ html }: Page): string[] {
      const [, section = ''] = /<section class="check-up"([\s\S]*?)<\/section>/.exec(html) ?? []
      return [...section.matchAll(/<p>([^<]*)<\/p>\s*<a[^>]*href="([^"]*)">([^<]*)</g)].map(
        ([, text, href, button]) => `${text} ${button}: ${href}`,
      )
    }

    it('has a button for each gap, and is gone when all are closed', async () => {
      const person = await somebody()
      await person.openAccount()
      assert.deepEqual(gapsOn(await person.givePassword()), [
        'You have no device: only your password protects your account. Add a device: /account/devices/add',
      ])

      const phone = await person.addDevice('Phone')
      assert.deepEqual(gapsOn(await person.openAccount()), [
        'You have only one device. Add another one, so you can still sign in if you lose it. Add a device: /account/devices/add',
      ])
      await person.addDevice('Tablet', phone)
      const safe = await person.openAccount()
      assert.deepEqual(gapsOn(safe), [])
      assert.doesNotMatch(safe.html, /check-up/)

      const elsewhere = person.elsewhere()
      await trustHere(elsewhere, shop, phone)
      assert.deepEqual(gapsOn(await person.openAccount()), [
        'You’re also signed in on one other browser. Sessions: /account/sessions',
      ])
      await person.openAccount('/account/sessions')
      await person.browser.submit('/end-others')
      assert.deepEqual(gapsOn(await person.openAccount()), [])

      // The session of a month ago has ended: by the library's clock, which the test does not set, it would not have.
      await server().sessions.endAll(person.account.id)
      server().advance(30 * 86_400 + 60)
      await signIn(person, shop, {}, phone)
      assert.deepEqual(gapsOn(await person.openAccount()), [
        'One browser has been trusted for more than 30 days. Trusted browsers: /account/browsers',
      ])
    })

    it('asks for a verified address where there is one that is not', async () => {
      const person = await Person.of(server())
      await person.addDevice('Tablet', await person.addDevice('Phone'))
      assert.deepEqual(gapsOn(await person.openAccount()), [
        'Your email address isn’t verified. Verify your address: /account/email',
      ])
      const nameless = await Person.of(server(), 'no-address-at-all')
      await nameless.addDevice('Tablet', await nameless.addDevice('Phone'))
      assert.deepEqual(gapsOn(await nameless.openAccount()), [])
    })

    it('counts the recovery codes that are left', async () => {
      const person = await somebody()
      const phone = await person.addDevice('Phone')
      await person.addDevice('Tablet', phone)
      const { recoveryCodes } = server()
      const [first = '', ...others] = person.recoveryCodes
      const use = async (codes: readonly string[]) => {
        for (const code of codes) {
          const used = await recoveryCodes.verify(person.account.id, code)
          assert.equal(used.outcome, 'accepted')
        }
      }
      await use(others)
      assert.deepEqual(gapsOn(await person.openAccount()), [
        'Only one recovery code is left. Make new codes: /account/recovery-codes/new',
      ])
      await use([first])
      assert.deepEqual(gapsOn(await person.openAccount()), [
        'You have no recovery code. Without your device, you can’t sign in. Make recovery codes: /account/recovery-codes/new',
      ])
    })
  })
})
