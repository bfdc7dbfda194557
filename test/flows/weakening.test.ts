import { strict as assert } from 'node:assert'
import type { ConsoleContext } from '../../src/console/console-context.ts'
import { consoleRoutes } from '../../src/console/routes.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { openMailSink, type MailSink } from '../support/mail-sink.ts'
import { Person } from '../support/person.ts'
import { relyingParty } from '../support/relying-party.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { PASSWORD, openTestServer, type TestServer } from '../support/test-server.ts'
import { signIn, stepOf } from '../support/visit.ts'

const NEXT = keepSecret('an orchard of green apples')

const INTRUDERS = 'intruder@example.com'

/** What takes something away from the account, binds something to it, or shows its secrets. */
const WEAKENS = [
  '/devices/add',
  '/devices/:id/setup',
  '/devices/:id/standard',
  '/devices/:id/rename',
  '/devices/:id/remove',
  '/devices/:id/lost',
  '/recovery-codes',
  '/recovery-codes/text',
  '/recovery-codes/new',
  '/email',
  '/delete',
  '/turn-off',
]

/** It asks for the code in its own form. */
const ASKS_ITSELF = ['/password']

/** What only shows what a session may see, makes the account safer, or has been proved before. */
const HARMLESS = [
  '/',
  '/activity',
  '/sessions',
  '/sessions/end',
  '/sessions/end-others',
  '/not-me',
  '/applications',
  '/applications/:client/revoke',
  '/browsers',
  '/browsers/forget',
  '/browsers/:id/forget',
  '/language',
  '/extend',
  '/callback',
  // As a file what these pages show, without any secret.
  '/data',
  // The link is mailed once a code was given.
  '/email/confirm',
  '/email/confirm/:token',
  // It acknowledges what was shown.
  '/recovery-codes/saved',
  '/delete/stay',
]

/** What decides about which routes there are; nothing else is asked of it before a request comes. */
const parts = { path: '/account', turnOffWith: 'code', accountDeletion: 'on' }

describe('every address of the account', () => {
  it('is said to weaken it or not', () => {
    const { stack } = consoleRoutes(parts as unknown as ConsoleContext)
    const addresses = stack
      .filter(({ methods }) => methods.length > 0)
      .map(({ path }) => String(path).replace('/account', '') || '/')
    const said = [...WEAKENS, ...ASKS_ITSELF, ...HARMLESS]
    assert.deepEqual([...new Set(addresses)].toSorted(), said.toSorted())
  })
})

for (const kind of ['SQLite', 'Redis'] as const)
  for (const turnOffWith of ['code', 'password'] as const)
    describe(`what weakens an account, where routine sign-ins take the password alone, on ${kind}, turnOffWith: ${turnOffWith}`, () => {
      let redis: SharedRedis | undefined
      let sink: MailSink
      let server: TestServer
      before(async () => {
        redis = kind === 'Redis' ? await openSharedRedis() : undefined
        sink = await openMailSink()
        server = await openTestServer({
          secondFactorWhenEnrolled: false,
          turnOffWith,
          mail: { url: sink.url },
          ...(redis ? { store: { kind: 'redis', url: new Secret(redis.url) } as const } : {}),
        })
      })
      after(async () => {
        await server.close()
        await sink.stop()
        await redis?.close()
      })

      /** All that could have been weakened. */
      async function stateOf({ account }: Person) {
        const { outcome } = await server.accounts.authenticate(account.login, PASSWORD)
        return {
          account: await server.accounts.find(account.id),
          devices: await server.authenticators.list(account.id),
          codes: await server.recoveryCodes.find(account.id),
          asked: sink.mails.filter(({ text = '' }) => text.includes(INTRUDERS)).length,
          outcome,
        }
      }

      for (const address of [...WEAKENS, ...ASKS_ITSELF])
        it(`takes the second factor at ${address}, of whoever knows the password`, async () => {
          const owner = await Person.of(server)
          await owner.addDevice('Phone')
          const [device] = await server.authenticators.list(owner.account.id)
          const intruder = owner.elsewhere()
          await signIn(intruder, await relyingParty(server))
          await intruder.openAccount('/account/language')
          const { csrf = '' } = intruder.browser.form('/account/language').fields
          const before = await stateOf(owner)
          const path = `/account${address.replace(':id', device?.id ?? '')}`
          if (WEAKENS.includes(address)) {
            assert.equal(stepOf(await intruder.openAccount(path)), 'code')
          }
          const posted = await intruder.browser.post(`${server.configuration.issuer}${path}`, {
            csrf,
            name: 'Mine',
            password: PASSWORD,
            new_password: NEXT,
            email: INTRUDERS,
            code: '000000',
          })
          assert.ok(stepOf(posted) === 'code' || posted.status >= 400, String(posted.status))
          assert.deepEqual(await stateOf(owner), before)
        })
    })
