import { strict as assert } from 'node:assert'
import { globSync, readFileSync } from 'node:fs'
import { LINES } from '../../src/server/refusals/refusal-log.ts'
import { WORDS } from '../../src/server/refusals/words.ts'
import { testServer } from '../support/test-server.ts'
import { ASKING } from './errors/rows.ts'
import { GIVING } from './errors/rows-of-tokens.ts'
import { ERROR_CLIENTS, ERROR_RESOURCES, ErrorScene, SENT, SHOP } from './errors/scene.ts'

const ROWS = [...ASKING, ...GIVING]

/** RFC 6749 §4.1.2.1 and §5.2. */
const PRINTABLE = /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/

const NOT_LOGGED = ['authorization_pending', 'slow_down']

interface LoggedRefusal {
  readonly endpoint: string
  readonly clientId?: string
  readonly error: string
  readonly description: string
  readonly cause?: string
}

describe('every error of the protocol', () => {
  const server = testServer({ clients: ERROR_CLIENTS, resources: ERROR_RESOURCES })
  let scene: ErrorScene
  before(() => {
    scene = new ErrorScene(server())
  })

  const refused = () =>
    server()
      .log()
      .filter(({ msg }) => msg === 'request refused')

  for (const { endpoint, error, when, ask, names, cause } of ROWS) {
    it(`${endpoint}: ${error}, ${when}`, async () => {
      // The log has a limit for each minute, and this clock stands still.
      server().advance(61)
      const before = refused().length
      const answer = await ask(scene)
      assert.equal(answer.error, error, answer.description)
      assert.match(answer.description, PRINTABLE)
      for (const name of names) {
        assert.ok(answer.description.includes(name), `no ${name} in: ${answer.description}`)
      }
      assert.ok(!answer.description.includes(SENT), answer.description)
      const challenge = answer.headers.get('www-authenticate')
      if (challenge?.includes('error_description=')) {
        assert.ok(challenge.includes(`error_description="${answer.description}"`), challenge)
      }

      const lines = refused().slice(before)
      if (NOT_LOGGED.includes(error)) {
        assert.deepEqual(lines, [])
        return
      }
      const line = lines.at(-1) as { requestId?: string; refused?: LoggedRefusal } | undefined
      assert.ok(line?.refused, 'it is not in the log')
      assert.equal(line.requestId, answer.headers.get('x-request-id') ?? line.requestId)
      assert.deepEqual(
        [line.refused.endpoint, line.refused.error, line.refused.description],
        [endpoint, error, answer.description],
      )
      if (cause !== undefined) assert.equal(line.refused.cause, cause)
      assert.ok(!JSON.stringify(lines).includes(SENT))
    })
  }

  it('is in the table of the document, with each endpoint that answers it', () => {
    const pairs = new Set(ROWS.map(({ error, endpoint }) => `${error} ${endpoint}`))
    const documented = readFileSync('docs/errors.md', 'utf8')
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')))
      .filter(
        ([, code = '', endpoints = '']) => /^[a-z_]+$/.test(code) && /^[a-z_, ]+$/.test(endpoints),
      )
      .flatMap(([, code, endpoints = '']) => endpoints.split(', ').map((one) => `${code} ${one}`))
    // How these two come about is shown in error-outages.test.ts.
    const others = documented.filter(
      (pair) => !/^(?:server_error|temporarily_unavailable) /.test(pair),
    )
    assert.deepEqual([...new Set(others)].toSorted(), [...pairs].toSorted())
  })

  it('says the same of a client that is not known as of a wrong secret', () => {
    const said = (when: string) =>
      new Set(
        refused()
          .map((line) => line['refused'] as LoggedRefusal)
          .filter(({ error, cause }) => error === 'invalid_client' && cause === when)
          .filter(({ endpoint }) => endpoint === 'token')
          .map(({ description }) => description),
      )
    assert.deepEqual(said('client not found'), said('invalid secret provided'))
    assert.equal(said('client not found').size, 1)
  })

  it('is logged once, with the client where it is known', async () => {
    server().advance(61)
    const before = refused().length
    await scene.authorize({ redirect_uri: 'http://localhost:9/elsewhere', response_type: 'x' })
    const lines = refused()
      .slice(before)
      .map((line) => line['refused'] as LoggedRefusal)
    assert.deepEqual(
      lines.map(({ error, clientId }) => [error, clientId]),
      [['invalid_redirect_uri', 'shop']],
    )
  })

  it('fills no disk: of a flood some lines are logged, and the rest is counted', async () => {
    server().advance(61)
    const before = refused().length
    for (let round = 0; round < LINES.each + 5; round += 1) {
      await scene.token({ ...SHOP, client_secret: SENT })
    }
    assert.equal(refused().length - before, LINES.each)
    server().advance(61)
    await scene.token({ ...SHOP, client_secret: SENT })
    const { notLogged } =
      server()
        .log()
        .findLast((line) => 'notLogged' in line) ?? {}
    assert.equal(notLogged, 5)
  })
})

describe('the words that take the place of the library’s', () => {
  const root = 'node_modules/oidc-provider/lib'
  const library = globSync(`${root}/**/*.js`)
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
    .replaceAll("\\'", "'")

  /** Put together by the library from parts. */
  const COMPOSED = [
    'urn:ietf:params:oauth:grant-type:device_code is not allowed for this client',
    'refresh token missing requested scope',
    'refresh token missing requested scopes',
    'Structured JWT Tokens cannot be introspected via the introspection_endpoint',
    'Structured JWT Tokens cannot be revoked via the revocation_endpoint',
  ]

  it('are for sentences that it still says', () => {
    const gone = Object.keys(WORDS).filter(
      (sentence) => !library.includes(sentence) && !COMPOSED.includes(sentence),
    )
    assert.deepEqual(gone, [])
  })

  it('are short enough for a header, and in the characters that RFC 6749 allows', () => {
    for (const words of Object.values(WORDS)) {
      assert.match(words, PRINTABLE)
      assert.ok(words.length <= 300, words)
    }
  })
})
