import { strict as assert } from 'node:assert'
import { EventEmitter } from 'node:events'
import { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { runProgram } from '../../src/cli/program.ts'
import { DEFAULT_TOTP, stepAt } from '../../src/people/authenticator.ts'
import { codeAt } from '../../src/methods/totp/index.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { Person } from '../support/person.ts'
import { relyingParty } from '../support/relying-party.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { createTestClock } from '../support/test-clock.ts'
import { cheapHasher, openTestServer, type TestServer } from '../support/test-server.ts'

const EXPORT = fileURLToPath(new URL('fixtures/keycloak.json', import.meta.url))

/** What docs/moving-in.md promises of Keycloak, as its recipe has it. */
describe('moving in from Keycloak', () => {
  const folder = temporaryFolder()
  let server: TestServer

  beforeEach(async () => {
    const printed: string[] = []
    const output = new Writable({
      write(chunk: Buffer, _encoding, next) {
        printed.push(chunk.toString())
        next()
      },
    })
    const exit = await runProgram(['import', '--from', 'keycloak', EXPORT], {
      env: { OIDC_STEP_UP_DATA_DIR: folder() },
      stdin: Readable.from([]),
      stdout: output,
      stderr: output,
      signals: new EventEmitter(),
      hasher: cheapHasher,
    })
    assert.equal(exit, 0, printed.join(''))
    const time = createTestClock()
    server = await openTestServer({}, { folder: folder(), time })
  })
  afterEach(() => server.close())

  /** Of the phone that Keycloak enrolled: the text's own bytes are its key. */
  const codeOf = (): string =>
    codeAt(new Secret(Buffer.from('12345678901234567890')), stepAt(server.now(), 30), DEFAULT_TOTP)

  it('leads to a first sign-in with the old password and the old phone', async () => {
    const account = await server.accounts.findByLogin('ann')
    assert.ok(account)
    const ann = new Person(server, account)
    const shop = await relyingParty(server)
    const request = await shop.start({ acr_values: 'urn:step-up:2fa' })
    await ann.browser.open(request.url)
    await ann.givePassword('old password of ann')
    // What was used at the old place is not known: the code of this very step is taken nowhere.
    assert.equal((await ann.giveCode(codeOf())).arrived, undefined)
    server.advance(30)
    const { arrived } = await ann.giveCode(codeOf())
    const { claims } = await request.finish(arrived)
    assert.deepEqual([claims.acr, claims.amr], ['urn:step-up:2fa', ['pwd', 'otp', 'mfa']])

    // The page of the account says where the device came from.
    const { html } = await ann.openAccount('/account')
    assert.match(html, /Ann’s phone[\s\S]*?Imported/)
  })

  it('hashes the password anew at that sign-in', async () => {
    const account = await server.accounts.findByLogin('ann')
    assert.ok(account)
    const before = await server.accounts.hasPassword(account.id, 'old password of ann')
    assert.ok(before)
    const verdict = await server.accounts.authenticate('ann', 'old password of ann')
    assert.equal(verdict.outcome, 'accepted')
    const { openSqliteStore } = await import('../../src/stores/sqlite/open-sqlite-store.ts')
    const store = openSqliteStore({ path: `${folder()}/oidc-step-up.sqlite` })
    const found = await store.accounts.findByLogin('ann')
    store.close()
    assert.match(found?.passwordHash ?? '', /^\$argon2id\$/)
  })
})
