import { strict as assert } from 'node:assert'
import { Secret } from '../../src/kernel/secret.ts'
import { Person } from '../support/person.ts'
import { relyingParty } from '../support/relying-party.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { openTestServer, testServer, type TestServer } from '../support/test-server.ts'
import { answer, signIn, stepOf } from '../support/visit.ts'

/** Longer ago than what changes an account may have been proved. */
const LATER = 301

/** What of an account's protection an owner changes, by the address of the form. */
const CHANGES: Readonly<Record<string, (device: string) => string>> = {
  'a device is removed': (device) => `/devices/${device}/remove`,
  'a device is reported lost': (device) => `/devices/${device}/lost`,
  'new recovery codes are made': () => '/recovery-codes/new',
  'another address is set': () => '/email',
  'two-factor authentication is turned off': () => '/turn-off',
  'the account is deleted': () => '/delete',
}

const ONE_CLASS = [
  {
    name: 'urn:step-up:2fa',
    methods: ['password', ['totp', 'recovery_code']],
    aliases: ['urn:step-up:1fa'],
  },
] as const

const SETTINGS = {
  'as it comes': {},
  'where sign-ins do without': { secondFactorWhenEnrolled: false },
  'where no class takes the password alone': { ladder: ONE_CLASS },
} as const

for (const [setting, options] of Object.entries(SETTINGS)) {
  describe(`all factors are proved again, ${setting}, before`, () => {
    const server = testServer(options)

    const signedIn = async (person: Person) => {
      await person.openAccount()
      return person.givePassword()
    }

    /** Somebody with a device, in a browser in which both factors were proved just now. */
    async function somebody() {
      const person = await Person.of(server())
      const { forms } = await signedIn(person)
      const phone = forms.some(({ action }) => action.endsWith('/device'))
        ? (await person.enrolHere('Phone')).device
        : await person.addDevice('Phone')
      const [device] = await server().authenticators.list(person.account.id)
      return { person, phone, device: device?.id ?? '' }
    }

    for (const [change, addressOf] of Object.entries(CHANGES)) {
      it(change, async () => {
        const { person, phone, device } = await somebody()
        const address = `/account${addressOf(device)}`
        const shown = await person.openAccount(address)
        assert.equal(new URL(shown.url).pathname, address, 'within five minutes nobody is asked')

        server().advance(LATER)
        const asked = await person.openAccount(address)
        assert.equal(stepOf(asked), 'password')
        const back = await answer(person, asked, phone)
        assert.equal(new URL(back.url).pathname, address)
      })

      it(`${change}: a code alone is not enough, nor is the password`, async () => {
        const { person, phone, device } = await somebody()
        const address = `/account${addressOf(device)}`
        server().advance(LATER)
        // A page that takes the code alone.
        const seen = await answer(
          person,
          await person.openAccount('/account/recovery-codes'),
          phone,
        )
        assert.equal(new URL(seen.url).pathname, '/account/recovery-codes')
        assert.equal(stepOf(await person.openAccount(address)), 'password')

        server().advance(LATER)
        assert.equal(stepOf(await person.openAccount(address)), 'password')
        await person.givePassword()
        // What is not finished is no proof of the session's: it may be asked for again.
        const again = await person.openAccount(address)
        assert.ok(['password', 'code'].includes(stepOf(again) ?? ''))
      })
    }
  })
}

describe('all factors are proved again', () => {
  const server = testServer()

  it('by nobody who has no second factor: the form asks for the password', async () => {
    const person = await Person.of(server())
    await signIn(person, await relyingParty(server()))
    server().advance(LATER)
    const page = await person.openAccount('/account/delete')
    assert.equal(new URL(page.url).pathname, '/account/delete')
    assert.match(page.html, /id="password"/)
  })
})

/** Fresh for sign-ins by these alone: the code may be as old as the session. */
const RENEWED = {
  'the password alone': ['password'],
  'the password and codes of devices': ['password', 'totp'],
} as const

for (const [store, start] of Object.entries({ SQLite: undefined, Redis: openSharedRedis }))
  for (const [what, reauthenticate] of Object.entries(RENEWED))
    describe(`a class that has ${what} renewed, on ${store}`, () => {
      let redis: SharedRedis | undefined
      let server: TestServer
      before(async () => {
        redis = await start?.()
        const methods = ['password', ['totp', 'recovery_code']] as const
        server = await openTestServer({
          ladder: [
            { name: 'urn:step-up:1fa', methods: ['password'] },
            { name: 'urn:step-up:2fa', methods, reauthenticate },
          ],
          ...(redis ? { store: { kind: 'redis', url: new Secret(redis.url) } as const } : {}),
        })
      })
      after(async () => {
        await server.close()
        await redis?.close()
      })

      /** In a browser in which the second factor was a recovery code. */
      async function somebody() {
        const person = await Person.of(server)
        await person.addDevice('Phone')
        const [device] = await server.authenticators.list(person.account.id)
        const [code = '', next = ''] = person.recoveryCodes
        const elsewhere = person.elsewhere()
        elsewhere.recoveryCodes = [next]
        await elsewhere.openAccount()
        const asked = await elsewhere.givePassword()
        await elsewhere.browser.open(`${asked.url}/recovery`)
        await elsewhere.giveRecoveryCode(code)
        await elsewhere.browser.submit('/continue')
        return { person: elsewhere, device: device?.id ?? '' }
      }

      for (const [change, addressOf] of Object.entries({
        ...CHANGES,
        'recovery codes are shown': () => '/recovery-codes',
        'a device is added': () => '/devices/add',
        'a device is renamed': (device: string) => `/devices/${device}/rename`,
      }))
        it(`takes the code of the last five minutes as well before ${change}`, async () => {
          const { person, device } = await somebody()
          const address = `/account${addressOf(device)}`
          const shown = await person.openAccount(address)
          assert.equal(new URL(shown.url).pathname, address, 'within five minutes nobody is asked')

          server.advance(LATER)
          assert.equal(stepOf(await person.openAccount(address)), 'password')
          const asked = await person.givePassword()
          assert.equal(stepOf(asked), 'code', 'a password alone')
          await person.browser.open(`${asked.url}/recovery`)
          await person.giveRecoveryCode(person.recoveryCodes[0] ?? '')
          const back = await person.browser.submit('/continue')
          assert.equal(new URL(back.url).pathname, address)
        })
    })
