import { strict as assert } from 'node:assert'
import { Person } from '../support/person.ts'
import { relyingParty } from '../support/relying-party.ts'
import { PASSWORD, testServer } from '../support/test-server.ts'

describe('a form of ours', () => {
  const server = testServer()

  /** Sends the password form with these headers and, unless told otherwise, the right token. */
  async function send(headers: Record<string, string>, token?: string): Promise<number> {
    const person = await Person.of(server())
    const request = await (await relyingParty(server())).start()
    const { browser } = person
    await browser.open(request.url)
    await person.giveName()
    const { action, fields } = browser.form('/password')
    const body = { ...fields, login: person.account.login, password: PASSWORD }
    const page = await browser.post(
      new URL(action, browser.page.url).href,
      token === undefined ? body : { ...body, csrf: token },
      headers,
    )
    return page.status
  }

  it('is accepted from our own page', async () => {
    assert.equal(await send({}), 303)
  })

  it('is accepted where the browser hides the origin and says that it is the same', async () => {
    assert.equal(await send({ Origin: 'null' }), 303)
  })

  for (const [what, headers] of [
    ['another origin', { Origin: 'https://evil.example' }],
    ['an opaque origin of which nothing else is known', { Origin: 'null', 'Sec-Fetch-Site': '' }],
    ['an opaque origin of another site', { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' }],
    ['an opaque origin of a sibling', { Origin: 'null', 'Sec-Fetch-Site': 'same-site' }],
    ['an opaque origin and no page', { Origin: 'null', 'Sec-Fetch-Site': 'none' }],
    ['another site', { 'Sec-Fetch-Site': 'cross-site' }],
    ['a sibling of ours', { 'Sec-Fetch-Site': 'same-site' }],
  ] as const) {
    it(`is refused from ${what}`, async () => {
      assert.equal(await send(headers), 403)
    })
  }

  it('has another token in each answer, of every form of a page', async () => {
    const person = await Person.of(server())
    const tokens: string[] = []
    let pages = 0
    const look = async (open: () => Promise<{ readonly html: string }>): Promise<void> => {
      for (const { html } of [await open(), await open()]) {
        const all = [...html.matchAll(/(?:name="csrf" value|data-[a-z-]*csrf)="([^"]+)"/g)]
        assert.ok(all.length > 0)
        // The forms of one page may share one.
        tokens.push(...new Set(all.map(([, token = '']) => token)))
        pages += 1
      }
    }
    const request = await (await relyingParty(server())).start()
    await look(() => person.browser.open(request.url))
    await person.giveName()
    await person.givePassword()
    for (const path of ['/account', '/account/sessions', '/account/password']) {
      await look(() => person.browser.open(`${server().configuration.issuer}${path}`))
    }
    assert.equal(pages, 8)
    assert.equal(new Set(tokens).size, tokens.length)
  })

  it('is refused without its token, and with a made-up one', async () => {
    assert.equal(await send({}, ''), 403)
    assert.equal(await send({}, 'A'.repeat(43)), 403)
    assert.equal(await send({ Origin: 'null' }, ''), 403)
    assert.equal(await send({ Origin: 'null' }, 'A'.repeat(43)), 403)
  })
})
