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

  it('is refused without its token, and with a made-up one', async () => {
    assert.equal(await send({}, ''), 403)
    assert.equal(await send({}, 'A'.repeat(43)), 403)
    assert.equal(await send({ Origin: 'null' }, ''), 403)
    assert.equal(await send({ Origin: 'null' }, 'A'.repeat(43)), 403)
  })
})
