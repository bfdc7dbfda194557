import { strict as assert } from 'node:assert'
import type { Page } from '../support/browser.ts'
import { Person } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { PASSWORD, testServer } from '../support/test-server.ts'
import { signIn, stepOf, visit } from '../support/visit.ts'

const OUTDATED = 'This form is out of date'

describe('forms that another site sends', () => {
  const server = testServer()
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  interface Form {
    readonly url: string
    readonly fields: Readonly<Record<string, string>>
  }

  function formOn(page: Page, action: string): Form {
    const form = page.forms.find((candidate) => candidate.action.endsWith(action))
    assert.ok(form, `no ${action} on ${page.heading}`)
    return { url: new URL(form.action, page.url).href, fields: form.fields }
  }

  /** The form without a token, with a foreign one, and as browsers mark it when it comes from elsewhere. */
  async function forge(person: Person, { url, fields }: Form, foreign: string): Promise<Page[]> {
    const { csrf: _, ...bare } = fields
    const attempts: readonly [Record<string, string>, Record<string, string>][] = [
      [bare, {}],
      [{ ...fields, csrf: '' }, {}],
      [{ ...fields, csrf: foreign }, {}],
      [fields, { Origin: 'https://attacker.example' }],
      [fields, { Origin: 'null', 'Sec-Fetch-Site': '' }],
      [fields, { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' }],
      [fields, { 'Sec-Fetch-Site': 'cross-site' }],
      [fields, { 'Sec-Fetch-Site': 'same-site' }],
    ]
    const pages = []
    for (const [body, headers] of attempts) {
      pages.push(await person.browser.post(url, body, headers))
    }
    return pages
  }

  function assertRefused(pages: readonly Page[]): void {
    for (const page of pages) assert.deepEqual([page.status, page.heading], [403, OUTDATED])
  }

  /** A token that the attacker was given, in an interaction of their own. */
  async function tokenOfAnother(): Promise<string> {
    const attacker = await Person.of(server())
    const { page } = await visit(attacker, shop)
    return formOn(page, '/identify').fields['csrf'] ?? ''
  }

  it('sign nobody in, and cancel nothing', async () => {
    const person = await Person.of(server())
    const { request, page: first } = await visit(person, shop)
    const foreign = await tokenOfAnother()
    const named = formOn(first, '/identify')
    const { login } = person.account
    assertRefused(
      await forge(person, { url: named.url, fields: { ...named.fields, login } }, foreign),
    )
    await person.browser.open(first.url)
    const page = await person.giveName()
    const form = formOn(page, '/password')
    const filled = { ...form.fields, login, password: PASSWORD }
    const refused = await forge(person, { url: form.url, fields: filled }, foreign)
    assertRefused(refused)
    // The way on leads back to the sign-in that was interrupted.
    assert.match(refused[0]?.html ?? '', new RegExp(`href="${new URL(first.url).pathname}"`))
    assertRefused(await forge(person, formOn(page, '/cancel'), foreign))
    await person.browser.open(first.url)
    assert.ok((await request.finish((await person.givePassword()).arrived)).idToken)
  })

  it('spend no code', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    server().advance(30)
    const visitor = person.elsewhere()
    const { request } = await visit(visitor, shop)
    const page = await visitor.givePassword()
    const form = formOn(page, '/code')
    const filled = { ...form.fields, code: phone.code() }
    assertRefused(await forge(visitor, { url: form.url, fields: filled }, await tokenOfAnother()))
    await visitor.browser.open(page.url)
    assert.ok((await request.finish((await visitor.giveCode(phone.code())).arrived)).idToken)
  })

  it('begin no device inside a sign-in', async () => {
    const person = await Person.of(server())
    await visit(person, shop, essentialAcr('urn:step-up:2fa'))
    const page = await person.givePassword()
    const form = formOn(page, '/device')
    const filled = { ...form.fields, name: 'Evil' }
    assertRefused(await forge(person, { url: form.url, fields: filled }, await tokenOfAnother()))
    assert.deepEqual(await server().authenticators.list(person.account.id), [])
  })

  it('consent to nothing', async () => {
    const forum = await relyingParty(server(), 'forum')
    const person = await Person.of(server())
    await visit(person, forum)
    const page = await person.givePassword()
    assertRefused(await forge(person, formOn(page, '/consent'), await tokenOfAnother()))
    assert.equal(stepOf(await person.browser.open(page.url)), 'consent')
  })

  it('change no device in the account, not with a token of another session either', async () => {
    const [person, attacker] = [await Person.of(server()), await Person.of(server())]
    const phone = await person.addDevice('Phone')
    await person.addDevice('Tablet', phone)
    await signIn(attacker, shop)
    const foreign = formOn(await attacker.openAccount('/account/devices/add'), '/devices/add')
    const token = foreign.fields['csrf'] ?? ''
    const standing = async () => ({
      devices: await server().authenticators.list(person.account.id),
      codes: await server().recoveryCodes.find(person.account.id),
    })
    const before = await standing()
    const [{ id } = { id: '' }] = before.devices
    const forms = [
      { path: 'devices/add', form: '/devices/add', fields: { name: 'Evil', password: PASSWORD } },
      { path: `devices/${id}/rename`, form: '/rename', fields: { name: 'Evil' } },
      { path: `devices/${id}/remove`, form: '/remove', fields: {} },
      { path: `devices/${id}/lost`, form: '/lost?until=devices', fields: {} },
      { path: 'turn-off', form: '/turn-off', fields: {} },
    ]
    for (const { path, form, fields } of forms) {
      const { url, fields: hidden } = formOn(await person.openAccount(`/account/${path}`), form)
      assertRefused(await forge(person, { url, fields: { ...hidden, ...fields } }, token))
    }
    assert.deepEqual(await standing(), before)
  })

  it('sign nobody out', async () => {
    const person = await Person.of(server())
    await signIn(person, shop)
    const { issuer } = server().configuration
    await person.browser.open(`${issuer}/session/end`)
    const page = await person.browser.post(`${issuer}/session/end/confirm`, {
      xsrf: 'guessed',
      logout: 'yes',
    })
    // It is asked, and nothing is done.
    assert.deepEqual([page.status, page.heading], [200, 'Sign out?'])
    assert.equal((await visit(person, shop, { prompt: 'none' })).page.arrived?.has('code'), true)
  })

  it('are not read when they are larger than any of ours, or no form', async () => {
    const person = await Person.of(server())
    await visit(person, shop)
    const { url, fields } = formOn(await person.giveName(), '/password')
    const large = await person.browser.post(url, { ...fields, login: 'x'.repeat(20_000) })
    assert.equal(large.status, 413)
    const json = await person.browser.send(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...fields, login: person.account.login, password: PASSWORD }),
    })
    assert.equal(json.status, 403)
  })
})

describe('every page', () => {
  const server = testServer()

  it('is kept by nobody, framed by nobody, and runs nothing but ours', async () => {
    const shop = await relyingParty(server())
    const forum = await relyingParty(server(), 'forum')
    const person = await Person.of(server())
    const { issuer } = server().configuration
    const open = (path: string) => person.browser.open(`${issuer}${path}`)
    const pages: Page[] = [await open('/'), await open('/nowhere'), await open('/auth')]
    pages.push((await visit(person, shop, essentialAcr('urn:step-up:2fa'))).page)
    pages.push(await person.giveName('nobody'))
    pages.push(await person.browser.submit('/password', { login: 'nobody', password: 'nothing' }))
    pages.push(await person.givePassword())
    pages.push(await person.browser.submit('/device', { name: 'Phone' }))
    const expired = person.browser.page.url
    await person.browser.submit('/cancel')
    pages.push(await person.browser.open(expired))
    const phone = await person.addDevice('Another phone')
    pages.push(await open('/account'), await open('/account/devices/add'))
    const [device] = await server().authenticators.confirmed(person.account.id)
    for (const form of ['rename', 'remove', 'setup']) {
      pages.push(await open(`/account/devices/${device?.id}/${form}`))
    }
    pages.push(await open('/account/callback?error=access_denied'))
    pages.push((await visit(person, forum)).page)
    const visitor = person.elsewhere()
    await visit(visitor, shop)
    pages.push(await visitor.givePassword(), await visitor.giveCode('000'))
    pages.push(await open('/session/end'))
    pages.push(await person.browser.submit('/session/end/confirm', { logout: 'yes' }))
    assert.ok(phone.name)

    assert.ok(new Set(pages.map(({ heading }) => heading)).size >= 14)
    for (const { headers, html, heading, forms } of pages) {
      const policy = headers.get('Content-Security-Policy') ?? ''
      assert.match(policy, /default-src 'none'/, heading)
      assert.match(policy, /frame-ancestors 'none'/, heading)
      assert.match(policy, /base-uri 'none'/, heading)
      // Where a form may lead to an application, browsers would hold that application's address against the list.
      const leadsAway = forms.some(({ action }) => /\/(?:interaction|session)\//.test(action))
      assert.equal(/form-action 'self'/.test(policy), !leadsAway, heading)
      assert.equal(/form-action/.test(policy), !leadsAway, heading)
      assert.doesNotMatch(policy, /unsafe|\*/, heading)
      assert.match(headers.get('Cache-Control') ?? '', /no-store/, heading)
      assert.equal(headers.get('X-Content-Type-Options'), 'nosniff', heading)
      assert.equal(headers.get('X-Frame-Options')?.toUpperCase(), 'DENY', heading)
      assert.equal(headers.get('Referrer-Policy'), 'same-origin', heading)
      assert.doesNotMatch(
        html,
        /<script>|<script (?![^>]*src=)|\son[a-z]+=|<style|\sstyle=/i,
        heading,
      )
    }
  })

  it('sets cookies that no script reads and no other site sends', async () => {
    const shop = await relyingParty(server())
    const person = await Person.of(server())
    await person.addDevice('Phone')
    await signIn(person, shop)
    const { cookies } = await person.browser.jar.serialize()
    assert.ok(cookies.length >= 2)
    for (const { key, value, httpOnly, sameSite } of cookies) {
      if (!value) continue
      assert.deepEqual([key, httpOnly, sameSite], [key, true, 'lax'])
    }
  })
})
