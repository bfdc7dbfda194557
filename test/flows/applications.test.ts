import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import { shownBy } from '../support/answer-of.ts'
import type { Page } from '../support/browser.ts'
import { Person } from '../support/person.ts'
import { relyingParty, type RelyingParty, type Tokens } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { holdNextSave } from '../support/slow-request.ts'
import { testServer } from '../support/test-server.ts'
import { OFFLINE, signIn, silently, stepOf, visit } from '../support/visit.ts'

const PATH = '/account/applications'

describe('what an account has let in', () => {
  const server = testServer()
  let shop: RelyingParty
  let forum: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
    forum = await relyingParty(server(), 'forum')
  })

  const revocationOf = (clientId: string): string =>
    `${PATH}/${encodeURIComponent(clientId)}/revoke`

  async function revoke(person: Person, clientId: string): Promise<Page> {
    await person.openAccount(revocationOf(clientId))
    return person.browser.submit('/revoke')
  }

  const revocations = (person: Person): readonly string[] =>
    server()
      .audit()
      .flatMap((event) =>
        event.type === 'application_revoked' && event.accountId === person.account.id
          ? [event.clientId]
          : [],
      )

  /** Nothing that it holds is worth anything. */
  async function assertWorthless(party: RelyingParty, tokens: Tokens): Promise<void> {
    const { accessToken, refreshToken, claims } = tokens
    await assert.rejects(client.fetchUserInfo(party.configuration, accessToken, claims.sub))
    const told = await client.tokenIntrospection(party.configuration, accessToken)
    assert.equal(told.active, false)
    if (refreshToken === undefined) return
    await assert.rejects(client.refreshTokenGrant(party.configuration, refreshToken), {
      error: 'invalid_grant',
    })
  }

  it('is listed with its permissions in words, its website and since when', async () => {
    const person = await Person.of(server())
    await signIn(person, forum, { scope: 'openid email' })
    await signIn(person, shop, { scope: 'openid profile' })
    const page = await person.openAccount(PATH)
    const [theirs = '', ours = '', ...others] = rowsOf(page)
    assert.deepEqual(others, [], 'the console itself is none of them')
    assert.match(theirs, /<h2><bdi>A forum of somebody else</)
    assert.match(theirs, /See your email address/)
    assert.match(theirs, /href="http:\/\/localhost:9\/forum"/)
    assert.doesNotMatch(theirs, /Belongs to this service/)
    assert.match(ours, /<h2><bdi>Shop</)
    assert.match(ours, /See your name and your profile/)
    assert.match(ours, /Belongs to this service/)
    const [, since = ''] = /datetime="([^"]+)"/.exec(theirs) ?? []
    assert.ok(Math.abs(Date.parse(since) - Date.now()) < 60_000, since)
  })

  it('is nothing at first', async () => {
    const person = await Person.of(server())
    await person.openAccount(PATH)
    const page = await person.givePassword()
    assert.match(page.html, /Nothing has access/)
    assert.deepEqual(rowsOf(page), [])
  })

  it('loses all its tokens when it is revoked, and has to ask again', async () => {
    const person = await Person.of(server())
    const tokens = await signIn(person, shop, OFFLINE)
    const theirs = await signIn(person, forum)
    const asked = await person.openAccount(revocationOf('forum'))
    assert.match(asked.html, /Remove access for “A forum of somebody else”\?/)
    assert.match(asked.html, /until you sign in to it again and allow it/)
    const page = await person.browser.submit('/revoke')
    assert.equal(new URL(page.url).pathname, PATH)
    assert.match(page.html, /“A forum of somebody else” no longer has access/)
    assert.equal(rowsOf(page).length, 1)
    assert.doesNotMatch((await person.openAccount(PATH)).html, /no longer has access/)
    await assertWorthless(forum, theirs)
    assert.deepEqual(revocations(person), ['forum'])
    assert.equal(await silently(person, forum), 'consent_required')
    assert.equal(stepOf((await visit(person, forum)).page), 'consent')
    // The others keep theirs, and the session goes on.
    await client.fetchUserInfo(shop.configuration, tokens.accessToken, tokens.claims.sub)
  })

  it('is let in again without a question when it is the operator’s own', async () => {
    const person = await Person.of(server())
    const tokens = await signIn(person, shop, OFFLINE)
    const asked = await person.openAccount(revocationOf('shop'))
    assert.match(asked.html, /so you won’t be asked to allow it/)
    await person.browser.submit('/revoke')
    await assertWorthless(shop, tokens)
    const again = await signIn(person, shop)
    await client.fetchUserInfo(shop.configuration, again.accessToken, again.claims.sub)
    assert.equal(rowsOf(await person.openAccount(PATH)).length, 1)
  })

  it('is one entry however many browsers were used, and loses what each of them granted', async () => {
    const person = await Person.of(server())
    const other = person.elsewhere()
    const here = await signIn(person, forum, { scope: 'openid email' })
    const there = await signIn(other, forum, { scope: 'openid profile' })
    const rows = rowsOf(await person.openAccount(PATH))
    assert.equal(rows.length, 1)
    assert.match(rows[0] ?? '', /See your email address/)
    assert.match(rows[0] ?? '', /See your name and your profile/)
    await revoke(person, 'forum')
    await assertWorthless(forum, here)
    await assertWorthless(forum, there)
    assert.equal(await silently(other, forum), 'consent_required')
  })

  it('keeps what outlived the session, until it is revoked', async () => {
    const person = await Person.of(server())
    const tokens = await signIn(person.elsewhere(), shop, OFFLINE)
    await signIn(person, forum)
    await server().sessions.endAll(person.account.id)
    await person.openAccount(PATH)
    assert.match((await person.givePassword()).html, /<bdi>Shop</)
    await revoke(person, 'shop')
    await assertWorthless(shop, tokens)
  })

  it('is no business of anybody else', async () => {
    const [owner, stranger] = [await Person.of(server()), await Person.of(server())]
    const tokens = await signIn(owner, forum)
    await signIn(stranger, shop)
    const csrf = csrfOn(await stranger.openAccount(revocationOf('shop')))
    const { issuer } = server().configuration
    const pages = []
    for (const id of ['forum', 'never-was', 'account-console']) {
      pages.push(await stranger.openAccount(revocationOf(id)))
      pages.push(await stranger.browser.post(`${issuer}${revocationOf(id)}`, { csrf }))
    }
    assert.deepEqual(new Set(pages.map(({ status }) => status)), new Set([404]))
    assert.equal(new Set(pages.map(shownBy)).size, 1)
    await client.fetchUserInfo(forum.configuration, tokens.accessToken, tokens.claims.sub)
    assert.equal(rowsOf(await owner.openAccount(PATH)).length, 1)
    assert.deepEqual(revocations(stranger), [])
  })

  it('is revoked by no form from another site, and by none of another session', async () => {
    const person = await Person.of(server())
    await signIn(person, forum)
    const other = person.elsewhere()
    await signIn(other, shop)
    const foreign = csrfOn(await other.openAccount(revocationOf('shop')))
    await person.openAccount(revocationOf('forum'))
    const { fields } = person.browser.form('/revoke')
    const attempts: readonly [Record<string, string>, Record<string, string>][] = [
      [{}, {}],
      [{ csrf: foreign }, {}],
      [fields, { Origin: 'https://attacker.example' }],
      [fields, { 'Sec-Fetch-Site': 'cross-site' }],
    ]
    for (const [body, headers] of attempts) {
      const url = `${server().configuration.issuer}${revocationOf('forum')}`
      const page = await person.browser.post(url, body, headers)
      assert.deepEqual([page.status, page.heading], [403, 'This form is out of date'])
    }
    assert.deepEqual(revocations(person), [])
    assert.match((await person.openAccount(PATH)).html, /A forum of somebody else/)
  })

  it('is revoked once, however often and at once, and in however many tabs', async () => {
    const person = await Person.of(server())
    await signIn(person, forum)
    const { issuer } = server().configuration
    const tabs = Array.from({ length: 20 }, () => person.inAnotherTab())
    for (const tab of tabs) await tab.openAccount(revocationOf('forum'))
    const answers = await Promise.all(
      tabs.map(({ browser }) =>
        browser.send(`${issuer}${revocationOf('forum')}`, {
          method: 'POST',
          body: new URLSearchParams(browser.form('/revoke').fields),
          headers: { Origin: issuer },
        }),
      ),
    )
    const statuses = answers.map(({ status }) => status)
    assert.equal(statuses.filter((status) => status === 303).length, 1)
    assert.equal(statuses.filter((status) => status === 404).length, 19)
    assert.deepEqual(revocations(person), ['forum'])
  })

  it('is shown by its id when its client is gone, and can be revoked', async () => {
    const person = await Person.of(server())
    await signIn(person, shop)
    for (const clientId of ['https://gone.example/a b?c=d#e', '../..', '<b>gone</b>']) {
      const grant = new (server().provider.Grant)({ clientId, accountId: person.account.id })
      grant.addOIDCScope('openid files:read')
      const id = await grant.save()
      const { html } = await person.openAccount(PATH)
      assert.ok(html.includes(clientId.replaceAll('<', '&lt;').replaceAll('>', '&gt;')))
      assert.ok(!html.includes('<b>gone'))
      assert.match(html, /<code>files:read<\/code>/)
      const link = /href="([^"]*\/revoke)"/g
      const hrefs = [...html.matchAll(link)].map(([, href = '']) => href)
      const own = hrefs.find((href) => !href.endsWith('/shop/revoke')) ?? ''
      await person.openAccount(own)
      const page = await person.browser.submit('/revoke')
      assert.equal(rowsOf(page).length, 1)
      assert.equal(await server().provider.Grant.find(id), undefined)
    }
  })

  describe('stays revoked', () => {
    it('while a request of the same browser is about to widen the grant', async () => {
      const person = await Person.of(server())
      await signIn(person, shop)
      const request = await shop.start({ scope: 'openid profile email' })
      const held = holdNextSave(server(), 'Grant')
      const slow = person.browser.send(request.url)
      await held.reached
      await revoke(person, 'shop')
      held.release()
      const { searchParams } = new URL((await slow).headers.get('Location') ?? '')
      await assert.rejects(request.finish(searchParams), { error: 'invalid_grant' })
      assert.deepEqual(rowsOf(await person.openAccount(PATH)), [])
    })

    it('while the application is being given its first tokens', async () => {
      const person = await Person.of(server())
      const { request } = await visit(person, shop, OFFLINE)
      await person.givePassword()
      const { arrived } = await person.browser.submit('/consent')
      const held = holdNextSave(server(), 'RefreshToken')
      const exchanging = request.finish(arrived)
      await held.reached
      await revoke(person, 'shop')
      held.release()
      // The code was revoked before it was spent: nothing is given for it.
      await assert.rejects(exchanging, { status: 400, error: 'invalid_grant' })
    })

    it('while the application is being given its next ones', async () => {
      const person = await Person.of(server())
      const tokens = await signIn(person, shop, OFFLINE)
      const held = holdNextSave(server(), 'AccessToken')
      const refreshing = client.refreshTokenGrant(shop.configuration, tokens.refreshToken ?? '')
      await held.reached
      await revoke(person, 'shop')
      held.release()
      const late = await refreshing
      keepSecret(late.id_token ?? '-'.repeat(40))
      await assertWorthless(shop, { ...tokens, accessToken: keepSecret(late.access_token) })
    })
  })
})

const rowsOf = ({ html }: Page): string[] =>
  [...html.matchAll(/<li>\n?<div>([\s\S]*?)<p class="actions">/g)].map(([, row = '']) => row)

const csrfOn = ({ html }: Page): string => /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? ''
