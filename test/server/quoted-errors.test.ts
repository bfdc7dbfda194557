import { strict as assert } from 'node:assert'
import { DatabaseSync } from 'node:sqlite'
import type { Configuration } from '../../src/server/config/configuration.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { sendText } from '../support/send-text.ts'
import { databaseOf } from '../support/database-of.ts'
import { sendRaw } from '../support/random-requests.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { Browser } from '../support/browser.ts'
import { Person } from '../support/person.ts'
import { relyingParty } from '../support/relying-party.ts'
import { visit } from '../support/visit.ts'
import { openRedisProxy } from '../support/redis-proxy.ts'
import { startRedis } from '../support/redis-server.ts'
import {
  CALLBACK,
  openTestServer,
  secretOf,
  testServer,
  type TestServer,
} from '../support/test-server.ts'

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }

/** Also while a new connection is made. */
const TOLD = /Redis does not know EVAL|Redis does not answer|SQLite store cannot answer/

/** A store whose errors quote what they were about. */
interface Quoting {
  readonly store?: Configuration['store']
  /** From now on. */
  begin(server: TestServer): void
  /** What the driver itself says of such an error. */
  readonly says: RegExp
  close(): Promise<void>
}

const STORES: Readonly<Record<string, () => Promise<Quoting>>> = {
  SQLite: async () => ({
    begin({ configuration }) {
      const database = new DatabaseSync(databaseOf(configuration))
      database.exec(`
        CREATE TRIGGER quoting BEFORE INSERT ON artefacts BEGIN
          SELECT RAISE(ABORT, 'cannot keep ' || new.id || new.payload);
        END`)
      assert.throws(
        () => database.exec(`INSERT INTO artefacts (model, id, payload) VALUES ('x', 'it', '{}')`),
        /cannot keep it\{\}/,
      )
      database.close()
    },
    says: /cannot keep/,
    close: async () => {},
  }),
  // An operator's way to keep scripts out. Redis answers with the first arguments of what it does not know.
  Redis: async () => {
    const renamed = ['--rename-command', 'EVALSHA', '', '--rename-command', 'EVAL', '']
    const [redis, forbidding] = [await startRedis(), await startRedis(renamed)]
    const proxy = await openRedisProxy(redis)
    return {
      store: { kind: 'redis', url: new Secret(proxy.url) },
      begin() {
        proxy.leadTo(forbidding.port)
        proxy.heal()
      },
      says: /unknown command|args beginning/,
      async close() {
        await proxy.close()
        await Promise.all([redis.close(), forbidding.close()])
      },
    }
  },
}

for (const [name, open] of Object.entries(STORES))
  describe(`what ${name} says of its errors`, () => {
    let kept: Quoting
    let server: TestServer
    const secrets = ['bearer', 'refresh', 'code', 'hint', 'cookie', 'device'].map((what) =>
      keepSecret(`${what}-token-that-nobody-may-read-in-a-log`),
    )
    const [bearer = '', refresh = '', code = '', hint = '', cookie = '', device = ''] = secrets

    before(async () => {
      kept = await open()
      server = await openTestServer(kept.store ? { store: kept.store } : {})
      kept.begin(server)
    })
    after(async () => {
      await server.close()
      await kept.close()
    })

    it('is not logged, whoever asks for what with which token', async () => {
      const client = { client_id: 'shop', client_secret: secretOf('shop') }
      const authorization = {
        client_id: 'shop',
        redirect_uri: CALLBACK,
        response_type: 'code',
        scope: 'openid',
        code_challenge: 'x'.repeat(43),
        code_challenge_method: 'S256',
        login_hint: hint,
        state: bearer,
      }
      const post = (path: string, fields: Record<string, string>) => ({
        method: 'POST',
        path,
        headers: FORM,
        body: Buffer.from(new URLSearchParams(fields).toString()),
      })
      const get = (path: string, headers: Record<string, string> = {}) => ({
        method: 'GET',
        path,
        headers,
        body: undefined,
      })
      const requests = [
        get('/me', { Authorization: `Bearer ${bearer}` }),
        post('/token', { ...client, grant_type: 'refresh_token', refresh_token: refresh }),
        post('/token', {
          ...client,
          grant_type: 'authorization_code',
          code,
          redirect_uri: CALLBACK,
          code_verifier: 'x'.repeat(43),
        }),
        post('/token/introspection', { ...client, token: bearer }),
        post('/token/revocation', { ...client, token: refresh }),
        get(`/auth?${new URLSearchParams(authorization).toString()}`),
        post('/request', { ...client, ...authorization }),
        get(`/device?user_code=${device}`, { Cookie: `step_up_session=${cookie}` }),
        get('/readyz'),
      ]
      const statuses: number[] = []
      for (const request of requests) {
        statuses.push((await sendRaw(server, request))?.status ?? 0)
      }
      assert.ok(statuses.includes(503), statuses.join())
      const failed = server.log().filter(({ err }) => err !== undefined)
      assert.ok(failed.length >= 2, `${failed.length} failures were told`)
      for (const line of server.log()) {
        const text = JSON.stringify(line)
        for (const secret of secrets) assert.ok(!text.includes(secret), text)
        assert.doesNotMatch(text, kept.says)
      }
      // Nevertheless an operator learns what is wrong, and where.
      for (const { err } of failed) {
        const { type, message, stack, cause } = err as Record<string, unknown>
        assert.ok(['Fault', 'RedisForbids'].includes(String(type)))
        assert.match(String(message), TOLD)
        assert.match(String(stack), /^ {4}at /)
        assert.match(String(Reflect.get(Object(cause), 'stack')), /^ {4}at /)
      }
    })
  })

describe('a request that is not HTTP to its end', () => {
  const server = testServer()

  it('is a line in the log that nobody is woken by, and printed nowhere', async () => {
    const printed: unknown[] = []
    const print = console.error
    console.error = (...words) => printed.push(words)
    try {
      const { host } = new URL(server().configuration.issuer)
      const head = `Host: ${host}\r\nContent-Type: application/x-www-form-urlencoded\r\n`
      for (const path of ['/token', '/account/password', '/password/forgot']) {
        await sendText(server(), `POST ${path} HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n`) // prettier-ignore
      }
      await sendText(server(), `GET /account HTTP/1.1\r\n${head}\r\n\u0000 and so on\r\n`)
    } finally {
      console.error = print
    }
    assert.deepEqual(printed, [])
    const told = server()
      .log()
      .filter(({ err }) => err !== undefined)
    assert.ok(told.length >= 3, `${told.length} were told`)
    for (const { level, err, msg, requestId } of told) {
      assert.deepEqual([level, msg], [30, 'a request broke off'])
      const { message, reason } = err as Record<string, unknown>
      assert.equal(message, undefined)
      assert.match(String(reason), /^HPE_/)
      assert.match(String(requestId), /^[\w-]{8,}$/)
    }
  })
})

describe('what a user agent says', () => {
  const server = testServer()

  it('is told without what a terminal obeys', async () => {
    const owner = await Person.of(server())
    const browser = new Browser(undefined, {
      userAgent: 'Agent\u009b31m\u0085\u0090 of mine',
    })
    const person = new Person(server(), owner.account, browser)
    await visit(person, await relyingParty(server()))
    await person.givePassword('the password of another service')
    const { origin } = server()
      .audit()
      .findLast(({ type }) => type === 'password')!
    assert.equal(origin.userAgent, 'Agent31m of mine')
  })
})
