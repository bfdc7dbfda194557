import { strict as assert } from 'node:assert'
import type { Page } from '../support/browser.ts'
import { Person } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { testServer } from '../support/test-server.ts'
import { answer, signIn, silently, stepOf, visit } from '../support/visit.ts'

const TWO_FACTORS = 'urn:step-up:2fa'
const EXPIRED = 'This page has expired'

/** What people do: they cancel, go back, reload, click twice, and keep many tabs. */
describe('people', () => {
  const server = testServer()
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  const uidOf = (page: Page): string => new URL(page.url).pathname.split('/')[2] ?? ''

  async function expire(page: Page): Promise<void> {
    await (await server().provider.Interaction.find(uidOf(page)))?.destroy()
  }

  /** Somebody with a device, whose browser stands at the code page. */
  async function atCodePage() {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    server().advance(30)
    const visitor = person.elsewhere()
    const { request } = await visit(visitor, shop)
    const page = await visitor.givePassword()
    return { person, phone, visitor, request, page }
  }

  describe('who cancel', () => {
    for (const [where, parameters] of [
      ['the sign-in page', {}],
      ['the code page', {}],
      ['the page that adds a device', essentialAcr(TWO_FACTORS)],
    ] as const) {
      it(`on ${where} are back at the application, which is told`, async () => {
        const person = await Person.of(server())
        if (where === 'the code page') await person.elsewhere().addDevice('Phone')
        await visit(person, shop, { ...parameters, state: 'a state' })
        if (where !== 'the sign-in page') await person.givePassword()
        const { arrived } = await person.browser.submit('/cancel')
        assert.equal(arrived?.get('error'), 'access_denied')
        assert.equal(arrived?.get('state'), 'a state')
        assert.equal(await silently(person, shop), 'login_required')
      })
    }

    it('a step-up are signed in as before', async () => {
      const person = await Person.of(server())
      await signIn(person, shop)
      await visit(person, shop, essentialAcr(TWO_FACTORS))
      const { arrived } = await person.browser.submit('/cancel')
      assert.equal(arrived?.get('error'), 'access_denied')
      assert.equal(await silently(person, shop), undefined)
    })
  })

  describe('who come too late', () => {
    it('by the back button see that it is over, and a way on', async () => {
      const { visitor, page, phone } = await atCodePage()
      await visitor.giveCode(phone.code())
      const again = await visitor.browser.open(page.url)
      assert.deepEqual([again.status, again.heading], [410, EXPIRED])
      assert.match(again.html, /<a [^>]*href="http:\/\/localhost:9\/"[^>]*>Back to Shop</)
      for (const form of ['password', 'code']) {
        const fields = { csrf: page.forms[0]?.fields['csrf'] ?? '', code: phone.code() }
        const posted = await visitor.browser.post(`${page.url}/${form}`, fields)
        assert.deepEqual([posted.status, posted.heading], [410, EXPIRED])
      }
    })

    it('for a page that has expired see the same, and no code is spent', async () => {
      const { visitor, page, phone } = await atCodePage()
      await expire(page)
      const posted = await visitor.giveCode(phone.code())
      assert.deepEqual([posted.status, posted.heading], [410, EXPIRED])
      assert.match(posted.html, /Back to Shop/)
      const { request } = await visit(visitor, shop)
      await visitor.givePassword()
      const { arrived } = await visitor.giveCode(phone.code())
      assert.equal((await request.finish(arrived)).claims.acr, TWO_FACTORS)
    })

    it('at the library’s own address see the same page', async () => {
      const { visitor, page } = await atCodePage()
      await expire(page)
      const resumed = await visitor.browser.open(
        `${server().configuration.issuer}/auth/${uidOf(page)}`,
      )
      assert.deepEqual([resumed.status, resumed.heading], [400, EXPIRED])
    })

    it('in another browser, with the address alone, see nothing of it', async () => {
      const { person, page } = await atCodePage()
      const seen = await person.elsewhere().browser.open(page.url)
      assert.deepEqual([seen.status, seen.heading], [410, EXPIRED])
      assert.ok(!seen.html.includes(person.account.login))
    })
  })

  it('who reload a page are asked the same again', async () => {
    const { visitor, page } = await atCodePage()
    for (const url of [page.url, `${page.url}/code`, `${page.url}/password`]) {
      const again = await visitor.browser.open(url)
      assert.equal(stepOf(again), 'code')
      assert.equal(again.url, page.url)
    }
  })

  it('who sign in in two tabs get through in both', async () => {
    const person = await Person.of(server())
    const tabs = [person, person.inAnotherTab()]
    const requests = []
    for (const tab of tabs) requests.push((await visit(tab, shop)).request)
    for (const [index, tab] of tabs.entries()) {
      const { arrived } = await tab.givePassword()
      assert.equal((await requests[index]?.finish(arrived))?.claims.sub, person.account.id)
    }
  })

  it('who sign out in one tab cannot finish a step-up in the other', async () => {
    const person = await Person.of(server())
    await signIn(person, shop)
    const tab = person.inAnotherTab()
    await visit(tab, shop, essentialAcr(TWO_FACTORS))
    await person.browser.open(`${server().configuration.issuer}/session/end`)
    await person.browser.submit('/session/end/confirm', { logout: 'yes' })
    const page = await tab.browser.submit('/device', { name: 'Phone' })
    assert.deepEqual([page.status, page.heading], [410, EXPIRED])
  })

  describe('who click twice', () => {
    const twice = async (person: Person, form: string, fields: Record<string, string>) => {
      const { action, fields: hidden } = person.browser.form(form)
      const url = new URL(action, person.browser.page.url).href
      const send = async (): Promise<Response> =>
        person.browser.send(url, {
          method: 'POST',
          body: new URLSearchParams({ ...hidden, ...fields }),
          headers: { Origin: new URL(url).origin },
        })
      return { url, send }
    }

    for (const manner of ['one after the other', 'at once'] as const) {
      it(`on a right code, ${manner}, go on`, async () => {
        const { visitor, phone, request } = await atCodePage()
        const { send } = await twice(visitor, '/code', { code: phone.code() })
        const responses =
          manner === 'at once' ? await Promise.all([send(), send()]) : [await send(), await send()]
        assert.deepEqual(
          responses.map(({ status }) => status),
          [303, 303],
        )
        // The browser follows the answer to the second click alone.
        const next = new URL(
          responses[1]?.headers.get('Location') ?? '',
          server().configuration.issuer,
        )
        const { arrived } = await visitor.browser.open(next.href)
        assert.equal((await request.finish(arrived)).claims.acr, TWO_FACTORS)
      })
    }

    it('on a right password go on', async () => {
      const person = await Person.of(server())
      await person.elsewhere().addDevice('Phone')
      await visit(person, shop)
      await person.giveName()
      const fields = { login: person.account.login, password: 'correct horse battery staple' }
      const { send } = await twice(person, '/password', fields)
      const answers = await Promise.all([send(), send()])
      for (const response of answers) {
        assert.equal(response.status, 200)
        assert.match(await response.text(), /<form[^>]* action="[^"]*\/code"/)
      }
    })
  })

  describe('at an application of somebody else', () => {
    it('are asked for consent once, and shown to what, by whom and for how long', async () => {
      const forum = await relyingParty(server(), 'forum')
      const person = await Person.of(server())
      const { request } = await visit(person, forum, { scope: 'openid profile' })
      const page = await person.givePassword()
      assert.equal(stepOf(page), 'consent')
      assert.match(page.heading, /A forum of somebody else/)
      for (const told of [
        /See your name and your profile/,
        /You’ll be returned to localhost:9/,
        /href="http:\/\/localhost:9\/forum"/,
        /This stays allowed until you remove access in your account\./,
      ]) {
        assert.match(page.html, told)
      }
      const { arrived } = await person.browser.submit('/consent')
      assert.equal((await request.finish(arrived)).claims.sub, person.account.id)
      assert.equal(await silently(person, forum, { scope: 'openid profile' }), undefined)
      const more = { scope: 'openid profile email' }
      assert.equal(await silently(person, forum, more), 'consent_required')
    })

    it('who decline are back there, and it has learned nothing', async () => {
      const forum = await relyingParty(server(), 'forum')
      const person = await Person.of(server())
      const { page } = await visit(person, forum)
      assert.equal(stepOf(await answer(person, page, undefined, 'decline')), undefined)
      const { arrived } = person.browser.page
      assert.equal(arrived?.get('error'), 'access_denied')
      assert.equal(arrived?.has('code'), false)
      assert.equal(await silently(person, forum), 'consent_required')
    })

    it('with a device are asked for the code before the consent', async () => {
      const forum = await relyingParty(server(), 'forum')
      const person = await Person.of(server())
      const phone = await person.addDevice('Phone')
      const visitor = person.elsewhere()
      const { request, page } = await visit(visitor, forum, { max_age: '10' })
      const { arrived } = await answer(visitor, page, phone)
      assert.equal((await request.finish(arrived)).claims.acr, TWO_FACTORS)
    })
  })
})
