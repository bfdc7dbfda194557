import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { Person } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { clientsWith, testServer } from '../support/test-server.ts'
import { signIn, stepOf, visit, type Parameters } from '../support/visit.ts'

interface Scene {
  readonly person: Person
  readonly parameters?: Parameters
  /** @default the shop */
  readonly party?: RelyingParty
  /** What leads to the error once the page is there. @default the person says no */
  readonly end?: () => Promise<unknown>
}

const PAGES: Readonly<Record<string, string | undefined>> = {
  'the password page': 'password',
  'the code page': 'code',
  'the page to add a device': 'device',
  'the consent page': 'consent',
  'no page': undefined,
}

const unquoted = (cell: string): string => cell.replaceAll('`', '')

/** The rows of the first table in the document, which is of situations. */
const rows = readFileSync('docs/errors.md', 'utf8')
  .split('\n## ', 1)
  .join()
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .slice(2)
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )

describe('the table of errors', () => {
  const server = testServer({
    clients: clientsWith({ kiosk: { application_type: 'native' } }),
    throttle: { free: 1, firstDelay: 1, longestDelay: 1, lockAt: 2 },
  })
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  const TWO_FACTORS = essentialAcr('urn:step-up:2fa')

  async function signedIn(): Promise<Person> {
    const person = await Person.of(server())
    await signIn(person, shop)
    return person
  }

  const SCENES: Readonly<Record<string, () => Promise<Scene>>> = {
    'Nobody is signed in': async () => ({ person: await Person.of(server()) }),
    'The account has been disabled since': async () => {
      const person = await signedIn()
      await server().accounts.disable(person.account.id)
      return { person }
    },
    'The session is too weak, and the account has a device': async () => {
      const person = await signedIn()
      await person.elsewhere().addDevice('Phone')
      return { person }
    },
    'The session is too weak, and the account has no device': async () => ({
      person: await signedIn(),
      parameters: TWO_FACTORS,
    }),
    'The same, and the password is more than five minutes old': async () => {
      const person = await signedIn()
      server().advance(301)
      return { person, parameters: TWO_FACTORS }
    },
    'A wish that the account could meet and the session does not': async () => ({
      person: await signedIn(),
      parameters: { acr_values: 'urn:step-up:2fa' },
    }),
    'The password is older than max_age allows': async () => {
      const person = await signedIn()
      server().advance(61)
      return { person, parameters: { max_age: '60' } }
    },
    'The code is older than max_age allows': async () => {
      const person = await signedIn()
      await person.addDevice('Phone')
      server().advance(61)
      return { person, parameters: { max_age: '60' } }
    },
    'An essential acr that nobody can have': async () => ({
      person: await signedIn(),
      parameters: essentialAcr('urn:unheard-of'),
    }),
    'Codes are locked after too many wrong ones': async () => {
      const person = await signedIn()
      const phone = await person.elsewhere().addDevice('Phone')
      await visit(person, shop)
      for (const code of ['000000', '000001']) {
        server().advance(30)
        await person.giveCode(code)
      }
      return {
        person,
        async end() {
          server().advance(30)
          const page = await person.giveCode(phone.code())
          assert.equal(page.arrived, undefined)
          assert.equal(page.errors.length, 1)
          await person.browser.submit('/cancel')
        },
      }
    },
    'id_token_hint names another account, which does not sign in': async () => {
      const { idToken } = await signIn(await Person.of(server()), shop)
      const person = await signedIn()
      return {
        person,
        parameters: { id_token_hint: idToken },
        end: () => person.givePassword(),
      }
    },
    'A native application that any program could pass for': async () => ({
      person: await signedIn(),
      party: await relyingParty(server(), 'kiosk'),
    }),
  }

  it('has a row for each situation, and no other', () => {
    assert.deepEqual(
      rows.map(([situation = '']) => unquoted(situation)),
      Object.keys(SCENES),
    )
  })

  describe('a wish', () => {
    it('is not an error where nobody can meet it, with a page and without', async () => {
      const person = await signedIn()
      for (const prompt of [{}, { prompt: 'none' }]) {
        const { claims } = await signIn(person, shop, { acr_values: 'urn:unheard-of', ...prompt })
        assert.equal(claims.acr, 'urn:step-up:1fa')
      }
    })

    it('is no error where it was declined', async () => {
      const person = await signedIn()
      const { request } = await visit(person, shop, { acr_values: 'urn:step-up:2fa' })
      const { arrived } = await person.browser.submit('/skip')
      assert.equal((await request.finish(arrived)).claims.acr, 'urn:step-up:1fa')
    })
  })

  for (const [situation = '', sees = '', error = '', silent = ''] of rows) {
    const named = unquoted(situation)

    it(`is true: ${named}`, async () => {
      const scene = SCENES[named]
      assert.ok(scene)
      assert.ok(sees in PAGES, sees)
      const { person, parameters, party = shop, end } = await scene()
      const { issuer } = server().configuration
      const told = (): unknown[] =>
        ['error', 'state', 'iss'].map((name) => person.browser.page.arrived?.get(name))

      await visit(person, party, { ...parameters, prompt: 'none', state: 'silent' })
      assert.deepEqual(told(), [unquoted(silent), 'silent', issuer])

      const { page } = await visit(person, party, { ...parameters, state: 'shown' })
      assert.equal(stepOf(page), PAGES[sees])
      if (!page.arrived) await (end ? end() : person.browser.submit('/cancel'))
      assert.deepEqual(told(), [unquoted(error), 'shown', issuer])
    })
  }
})
