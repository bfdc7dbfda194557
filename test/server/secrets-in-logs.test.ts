import { strict as assert } from 'node:assert'
import { request } from 'node:http'
import { DatabaseSync } from 'node:sqlite'
import * as client from 'openid-client'
import type { Configuration } from '../../src/server/config/configuration.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { databaseOf } from '../support/database-of.ts'
import { openMailSink, type MailSink } from '../support/mail-sink.ts'
import { linkIn } from '../support/mailbox.ts'
import { Person } from '../support/person.ts'
import { randomKey, signingKeys } from '../support/production-settings.ts'
import { startRedis } from '../support/redis-server.ts'
import { essentialAcr, relyingParty, type Tokens } from '../support/relying-party.ts'
import { PASSWORD, openTestServer, secretOf, type TestServer } from '../support/test-server.ts'
import { OFFLINE, signIn, visit } from '../support/visit.ts'
import { WatchedBrowser } from '../support/watched-browser.ts'

const TWO_FACTORS = 'urn:step-up:2fa'
const NEXT = 'an orchard of green apples'
const WRONG = 'the password of another service'
const MAIL_PASSWORD = 'what-the-mail-server-knows'
const REDIS_PASSWORD = 'what-the-redis-server-knows'

interface Kept {
  readonly store?: Configuration['store']
  /** From now on it fails at everything, in the middle of whatever is under way. */
  fail(server: TestServer): Promise<void>
  close(): Promise<void>
}

const STORES: Readonly<Record<string, () => Promise<Kept>>> = {
  SQLite: async () => ({
    async fail({ configuration }) {
      const database = new DatabaseSync(databaseOf(configuration))
      database.exec('DROP TABLE artefacts; DROP TABLE documents; DROP TABLE attempts')
      database.close()
    },
    close: async () => {},
  }),
  Redis: async () => {
    const redis = await startRedis(['--requirepass', REDIS_PASSWORD])
    let isOpen = true
    const close = async (): Promise<void> => {
      if (isOpen) await redis.close()
      isOpen = false
    }
    const url = redis.url.replace('//', `//:${REDIS_PASSWORD}@`)
    return { store: { kind: 'redis', url: new Secret(url) }, fail: close, close }
  },
}

for (const [name, open] of Object.entries(STORES))
  describe(`the log at its most talkative, over a whole story on ${name}`, () => {
    const secrets = new Set<string>([PASSWORD, NEXT, WRONG, MAIL_PASSWORD, REDIS_PASSWORD])
    let kept: Kept
    let sink: MailSink
    let server: TestServer
    /** Every line, as it was written. */
    const lines = (): string[] => server.log().map((line) => JSON.stringify(line))
    const note = (secret: string): string => {
      secrets.add(secret)
      return secret
    }

    before(async () => {
      kept = await open()
      sink = await openMailSink({ user: 'idp', password: MAIL_PASSWORD })
      const [cookie, sealing, signing] = [note(randomKey()), randomKey(), signingKeys()]
      note(sealing)
      for (const { d = '' } of signing.keys) note(d)
      server = await openTestServer({
        ...(kept.store ? { store: kept.store } : {}),
        log: { level: 'trace' },
        mail: { url: sink.url, from: 'sign-in@service.example' },
        keys: {
          signing: new Secret(signing),
          cookies: new Secret([{ key: cookie }]),
          sealing: [{ id: 'k1', key: new Secret(Buffer.from(sealing, 'base64url')) }],
        },
      })
      for (const id of ['shop', 'bank'] as const) note(secretOf(id))
    })
    after(async () => {
      await server.close()
      await kept.close()
      await sink.stop()
    })

    const somebody = async (): Promise<Person> =>
      new Person(server, await server.addAccount(), new WatchedBrowser(secrets))

    const elsewhere = ({ account }: Person): Person =>
      new Person(server, account, new WatchedBrowser(secrets))

    function noteTokens({ idToken, accessToken, refreshToken = '' }: Tokens): void {
      for (const token of [idToken, accessToken, refreshToken]) if (token !== '') note(token)
    }

    /** What is typed, forged and mangled, as Node sends it: no client tidies it up. */
    const send = (method: string, path: string, headers: Record<string, string>, body = '') =>
      new Promise<number>((resolve, reject) => {
        const { port } = new URL(server.url)
        request({ port, method, path, headers }, (response) => {
          response.resume().on('end', () => {
            resolve(response.statusCode ?? 0)
          })
        })
          .on('error', reject)
          .end(body)
      })

    it('is written while people and applications do all that they can', async () => {
      const person = await somebody()
      const shop = await relyingParty(server)
      noteTokens(await signIn(person, shop, OFFLINE))
      await visit(person, shop, essentialAcr(TWO_FACTORS))
      const enrolled = await person.enrolHere('Phone')
      const phone = enrolled.device
      for (const code of enrolled.recoveryCodes) note(code)
      note(phone.code())
      assert.equal(enrolled.recoveryCodes.length, 10)

      const laptop = elsewhere(person)
      await visit(laptop, shop, OFFLINE)
      await laptop.givePassword(WRONG)
      await laptop.givePassword()
      server.advance(30)
      await laptop.giveCode(note(String(Number(phone.code()) ^ 1).padStart(6, '0')))
      await laptop.browser.submit('/code', { code: note(phone.code()), trust: 'yes' })
      await laptop.browser.submit('/consent')

      const other = elsewhere(person)
      const asked = await visit(other, shop, { ...OFFLINE, ...essentialAcr(TWO_FACTORS) })
      await other.givePassword()
      const [, href = ''] = /href="([^"]*\/recovery)"/.exec(other.browser.page.html) ?? []
      await other.browser.open(new URL(href, other.browser.page.url).href)
      await other.giveRecoveryCode(note(enrolled.recoveryCodes[0] ?? ''))
      await other.browser.submit('/continue')
      const { arrived } = await other.browser.submit('/consent')
      const tokens = await asked.request.finish(arrived)
      noteTokens(tokens)

      const refreshed = await client.refreshTokenGrant(
        shop.configuration,
        tokens.refreshToken ?? '',
      )
      note(refreshed.access_token)
      note(refreshed.refresh_token ?? '')
      await client.fetchUserInfo(shop.configuration, refreshed.access_token, tokens.claims.sub)
      await client.refreshTokenGrant(shop.configuration, tokens.refreshToken ?? '').catch(() => {})

      await other.openAccount('/account/password')
      const page = await other.browser.submit('/account/password', {
        password: WRONG,
        new_password: NEXT,
        code: note(phone.code(1)),
      })
      assert.ok(page.errors.length > 0)

      const { issuer } = server.configuration
      await other.browser.open(
        `${issuer}/session/end?${new URLSearchParams({ id_token_hint: tokens.idToken }).toString()}`,
      )
      const { login } = person.account
      await other.browser.open(`${issuer}/password/forgot`)
      await other.browser.submit('/password/forgot', { login })
      const isLink = (mail: { text?: string | undefined }) =>
        mail.text?.includes('/password/reset/')
      let taken = await sink.taken(1, login)
      while (!taken.some(isLink)) taken = await sink.taken(taken.length + 1, login)
      const link = linkIn(taken.find(isLink) ?? {})
      const token = note(link.slice(link.lastIndexOf('/') + 1))
      await other.browser.open(link)
      await other.browser.submit('/password/reset', { new_password: NEXT })
      // Mangled on their way.
      for (const path of [
        `//password/reset/${token}`,
        `/password/reset/${token}/`,
        `/password//reset/${token}`,
        `/go/${token}.`,
      ]) {
        await send('GET', path, {})
      }
    })

    it('is written while requests are malformed', async () => {
      const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
      const basic = `Basic ${Buffer.from(`shop:${secretOf('shop')}`).toString('base64')}`
      note(basic.slice(6))
      const bodies = [
        `grant_type=password&username=a&password=${NEXT}`,
        `grant_type=authorization_code&code=${note('a-code-that-was-intercepted')}&code=2`,
        `grant_type=refresh_token&refresh_token=${note('a-refresh-token-that-was-stolen')}`,
        `{"password":"${NEXT}"`,
        `password=${NEXT}&x=${'x'.repeat(70_000)}`,
        '%',
      ]
      const statuses: number[] = []
      for (const body of bodies) {
        for (const path of ['/token', '/password/reset', '/interaction/none/password']) {
          for (const headers of [form, { 'Content-Type': 'application/json' }]) {
            statuses.push(await send('POST', path, { ...headers, Authorization: basic }, body))
          }
        }
      }
      const bearer = note('an-access-token-of-somebody-else')
      statuses.push(await send('GET', '/me', { Authorization: `Bearer ${bearer}` }))
      statuses.push(await send('GET', `/me?access_token=${bearer}`, {}))
      statuses.push(await send('GET', `/auth?client_id=shop&code=${bearer}&request=${bearer}`, {}))
      const cookie = note('a-cookie-that-was-stolen')
      for (const path of ['/account', '/auth?client_id=shop', `/%E0%A4%A?code=${cookie}`]) {
        statuses.push(
          await send('GET', path, {
            Cookie: `step_up_session=${cookie}`,
            Referer: `https://shop/?${cookie}`,
          }),
        )
      }
      assert.ok(
        statuses.every((status) => status !== 500),
        statuses.join(),
      )
    })

    it('is written while mails are refused, and the mail server knows us no more', async () => {
      const person = await somebody()
      sink.refuse(person.account.login)
      await person.browser.open(`${server.url}/password/forgot`)
      await person.browser.submit('/password/forgot', { login: person.account.login })
      while (!lines().some((line) => line.includes('a mail was not taken'))) {
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    })

    it('is written while the store fails in the middle, of pages and of the protocol', async () => {
      const shop = await relyingParty(server)
      const [person, late] = [await somebody(), await somebody()]
      noteTokens(await signIn(late, shop, OFFLINE))
      const started = await visit(person, shop)
      await person.giveName()
      await kept.fail(server)
      assert.equal(
        (
          await person.browser.submit('/password', {
            login: person.account.login,
            password: PASSWORD,
          })
        ).status,
        503,
      )
      await late.browser.open(started.request.url)
      await late.openAccount()
      const secret = note('a-code-that-meets-no-store')
      const body = `grant_type=authorization_code&code=${secret}&redirect_uri=http://localhost:9/callback&client_id=shop&client_secret=${secretOf('shop')}`
      await send('POST', '/token', { 'Content-Type': 'application/x-www-form-urlencoded' }, body)
      await fetch(`${server.url}/readyz`)
      const failed = server.log().filter(({ msg }) => msg === 'request failed')
      assert.ok(failed.length >= 3, `${failed.length} failures were told`)
      for (const { err } of failed) {
        const { type, reason, stack } = err as Record<string, unknown>
        assert.deepEqual([type, reason], ['Fault', 'store_unavailable'])
        assert.match(String(stack), /^ {4}at /)
      }
    })

    it('holds none of the secrets', () => {
      assert.ok(secrets.size > 60, `${secrets.size} secrets were handled`)
      const all = lines()
      assert.ok(all.length > 100, `${all.length} lines were written`)
      // Digits stand in times, too.
      const texts = all.map((line) =>
        line
          .replaceAll(/"time":"[^"]*"/g, '')
          .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, ''),
      )
      for (const secret of secrets) {
        const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]
        const digits = /^\d+$/.test(secret)
          ? new RegExp(`(?<![\\w-])${secret}(?![\\w-])`)
          : undefined
        const leak = texts.find((text) =>
          digits ? digits.test(text) : forms.some((form) => text.includes(form)),
        )
        assert.equal(leak, undefined, `a secret of ${secret.length} characters was logged: ${leak}`)
      }
      assert.ok(!all.some((line) => line.includes('otpauth:')))
    })

    it('names addresses in the audit trail alone, and no query, referrer or name that was typed', () => {
      for (const line of server.log()) {
        const { audit, ...rest } = line
        const text = JSON.stringify(rest)
        assert.ok(!text.includes('127.0.0.1') || 'err' in rest, text)
        assert.ok(!/\?|Referer|referrer/.test(String(rest['path'])), text)
        assert.ok(!JSON.stringify({ audit, ...rest }).includes('@example.com'), text)
      }
    })
  })
