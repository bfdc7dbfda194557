import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEFAULT_THROTTLE } from '../../src/kernel/throttle/attempt-store.ts'
import type { SignInPage } from '../../src/sign-in/index.ts'
import { answerOf } from '../support/answer-of.ts'
import { Person } from '../support/person.ts'
import { relyingParty } from '../support/relying-party.ts'
import { fieldsOn } from '../support/sign-in-page.ts'
import { openTestServer, PASSWORD, type TestServer } from '../support/test-server.ts'
import { visit } from '../support/visit.ts'

const SHAPES: readonly SignInPage[] = ['email-first', 'email-first-with-code', 'password-first']

const UNKNOWN = Array.from({ length: 100 }, (_, index) => `nobody-${index}@example.com`)

/** Who stands behind the names that a stranger tries. */
interface Cast {
  readonly server: TestServer
  readonly bare: string
  readonly guarded: string
  readonly disabled: string
  readonly disabledGuarded: string
}

async function openCast(signInPage: SignInPage): Promise<Cast> {
  const server = await openTestServer({ signInPage })
  const [bare, guarded, disabled, disabledGuarded] = await Promise.all(
    Array.from({ length: 4 }, () => Person.of(server)),
  )
  assert.ok(bare && guarded && disabled && disabledGuarded)
  await guarded.addDevice('Phone')
  await disabledGuarded.addDevice('Phone')
  await server.accounts.disable(disabled.account.id)
  await server.accounts.disable(disabledGuarded.account.id)
  return {
    server,
    bare: bare.account.login,
    guarded: guarded.account.login,
    disabled: disabled.account.login,
    disabledGuarded: disabledGuarded.account.login,
  }
}

/** Which page each of these names gets, one after the other. */
async function* pagesFor(server: TestServer, names: readonly string[]): AsyncGenerator<string> {
  const stranger = await Person.of(server)
  const { page } = await visit(stranger, await relyingParty(server))
  for (const login of names) {
    yield Object.keys(fieldsOn(await stranger.giveName(login))).join(' ')
    await stranger.browser.open(`${page.url}/identify`)
  }
}

async function pagesOf(server: TestServer, names: readonly string[]): Promise<string[]> {
  const pages: string[] = []
  for await (const page of pagesFor(server, names)) pages.push(page)
  return pages
}

describe('a stranger who tries names', () => {
  for (const shape of SHAPES) {
    describe(`with ${shape}`, () => {
      let cast: Cast
      before(async () => {
        cast = await openCast(shape)
      })
      after(() => cast.server.close())

      /** Every answer that a stranger gets on the way, until there is no more of it. */
      async function tell(login: string): Promise<object[]> {
        const { server } = cast
        const stranger = await Person.of(server)
        const { page } = await visit(stranger, await relyingParty(server))
        const answers = [answerOf(page, login), answerOf(await stranger.giveName(login), login)]
        for (let round = 0; round < DEFAULT_THROTTLE.free; round += 1) {
          const code = round % 2 === 0 ? '' : '123456'
          const wrong = await stranger.givePassword('wrong', { login, code })
          answers.push(answerOf(wrong, login))
        }
        for (const code of ['', '123456', 'no code']) {
          const refused = await stranger.givePassword('wrong', { login, code })
          answers.push(answerOf(refused, login))
        }
        // Neither does a hint of an application, which shows the same page without a question.
        const other = await Person.of(server)
        const hinted = await visit(other, await relyingParty(server), { login_hint: login })
        return [...answers, answerOf(hinted.page, login)]
      }

      it('is answered alike, whether there is an account, a disabled one or none', async () => {
        const { server, bare, guarded, disabled, disabledGuarded } = cast
        const groups =
          shape === 'email-first-with-code'
            ? [
                [bare, disabled, await unknownLike(server, bare)],
                [guarded, disabledGuarded, await unknownLike(server, guarded)],
              ]
            : [[bare, guarded, disabled, disabledGuarded, 'nobody@example.com']]
        for (const [first = '', ...others] of groups) {
          const answers = await tell(first)
          assert.equal(answers.length, DEFAULT_THROTTLE.free + 6)
          for (const login of others) assert.deepEqual(await tell(login), answers, login)
        }
      })

      it('is answered alike where the password of a disabled account is right', async () => {
        const { server, disabledGuarded } = cast
        server.advance(DEFAULT_THROTTLE.longestDelay)
        const twin =
          shape === 'email-first-with-code'
            ? await unknownLike(server, disabledGuarded)
            : 'another-nobody@example.com'
        const answers = []
        for (const login of [disabledGuarded, twin]) {
          const stranger = await Person.of(server)
          await visit(stranger, await relyingParty(server))
          const page = await stranger.givePassword(PASSWORD, { login })
          assert.equal(page.status, 422)
          answers.push(answerOf(page, login))
        }
        assert.deepEqual(answers[1], answers[0])
      })
    })
  }

  async function unknownLike(server: TestServer, login: string): Promise<string> {
    const [wanted] = await pagesOf(server, [login])
    let index = 0
    for await (const page of pagesFor(server, UNKNOWN)) {
      if (page === wanted) return UNKNOWN[index] ?? ''
      index += 1
    }
    throw new Error('no unknown name gets such a page')
  }

  it('sees either page for unknown names, half of them each, the same for ever', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
    const options = { signInPage: 'email-first-with-code' } as const
    let server = await openTestServer(options, { folder })
    try {
      const pages = await pagesOf(server, UNKNOWN)
      const withCode = pages.filter((page) => page === 'login password code').length
      assert.equal(pages.filter((page) => page === 'login password').length, 100 - withCode)
      // Five standard deviations to either side.
      assert.ok(withCode > 25 && withCode < 75, String(withCode))
      const some = UNKNOWN.slice(0, 30)
      const spelled = some.map((name) => ` ${name.toUpperCase()}`)
      assert.deepEqual(await pagesOf(server, spelled), pages.slice(0, 30))
      await server.close()
      server = await openTestServer(options, { folder })
      assert.deepEqual(await pagesOf(server, some), pages.slice(0, 30))
    } finally {
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('sees the same page before and after an account is disabled', async () => {
    const server = await openTestServer({ signInPage: 'email-first-with-code' })
    const people = await Promise.all(Array.from({ length: 12 }, () => Person.of(server)))
    for (const person of people.slice(6)) await person.addDevice('Phone')
    const names = people.map(({ account }) => account.login)
    const pages = await pagesOf(server, names)
    for (const { account } of people) await server.accounts.disable(account.id)
    assert.deepEqual(await pagesOf(server, names), pages)
    await server.close()
  })
})
