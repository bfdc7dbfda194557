import { setTimeout } from 'node:timers/promises'
import { expect } from 'chai'
import { Person } from '../support/person.ts'
import { relyingParty } from '../support/relying-party.ts'
import { testServer } from '../support/test-server.ts'
import { signIn, silently, visit } from '../support/visit.ts'

const JSON_PLEASE = { Accept: 'application/json' }

/** What the page knows of its own end. */
function noticeOn(html: string): { seconds: number; action: string; csrf: string } {
  const [, seconds, action = '', csrf = ''] =
    /data-seconds="(\d+)" data-action="([^"]+)" data-csrf="([^"]+)"/.exec(html) ?? []
  return { seconds: Number(seconds), action, csrf }
}

const now = (): number => Math.floor(Date.now() / 1000)

describe('a page that is about to end', () => {
  const server = testServer({
    interactions: { lifetime: 1800 },
    sessions: { idle: 900, lifetime: 7200 },
  })

  /** Sends what the script sends. */
  async function stay(person: Person, html: string, csrf = noticeOn(html).csrf) {
    const { action } = noticeOn(html)
    const url = new URL(action, server().configuration.issuer)
    const cookie = await person.browser.jar.getCookieString(url.href)
    const body = new URLSearchParams({ csrf })
    const headers = { ...JSON_PLEASE, Cookie: cookie }
    return fetch(url, { method: 'POST', body, headers, redirect: 'manual' })
  }

  it('of a sign-in gets its whole life once more, cookies included', async () => {
    const person = await Person.of(server())
    const { page } = await visit(person, await relyingParty(server()))
    expect(noticeOn(page.html).seconds).within(1790, 1800)
    const uid = new URL(page.url).pathname.split('/').at(-1) ?? ''
    const { Interaction } = server().provider
    await (await Interaction.find(uid))?.save(60)

    const answer = await stay(person, page.html)
    expect(await answer.json()).deep.equal({ seconds: 1800 })
    expect((await Interaction.find(uid))?.exp).within(now() + 1790, now() + 1800)
    const cookies = answer.headers.getSetCookie()
    for (const [name, path] of [
      ['step_up_interaction', `/interaction/${uid}`],
      ['step_up_resume', `/auth/${uid}`],
    ] as const) {
      const kept = cookies.find((cookie) => cookie.startsWith(`${name}=${uid}`)) ?? ''
      expect(kept).includes(`path=${path}`).and.includes('httponly')
      const [, expires = ''] = /expires=([^;]+)/.exec(kept) ?? []
      expect(Date.parse(expires) / 1000).within(now() + 1790, now() + 1800)
    }
  })

  it('of a sign-in is prolonged by nobody who has not its page', async () => {
    const person = await Person.of(server())
    const { page } = await visit(person, await relyingParty(server()))
    expect((await stay(person, page.html, 'forged')).status).equal(403)
    const stranger = new Person(server(), person.account)
    expect((await stay(stranger, page.html)).status).equal(410)
  })

  it('of a sign-in goes on where it stood', async () => {
    const person = await Person.of(server())
    const party = await relyingParty(server())
    const { request, page } = await visit(person, party)
    await stay(person, page.html)
    const { arrived } = await person.givePassword()
    expect((await request.finish(arrived)).claims.sub).equal(person.account.id)
  })

  it('of a sign-in is not brought back by a request that overlaps its end', async () => {
    const person = await Person.of(server())
    const { Client, Interaction } = server().provider
    const { page } = await visit(person, await relyingParty(server()))
    const uid = new URL(page.url).pathname.split('/').at(-1) ?? ''
    const find = Client.find.bind(Client)
    let goOn = () => {}
    let reached = () => {}
    const slow = new Promise<void>((resolve) => (goOn = resolve))
    const held = new Promise<void>((resolve) => (reached = resolve))
    // The request to stay has read the interaction, and is held up there.
    Client.find = async (...asked) => {
      Client.find = find
      reached()
      await slow
      return find(...asked)
    }
    const staying = stay(person, page.html)
    await held
    const { arrived } = await person.givePassword()
    expect(arrived?.has('code')).equal(true)
    goOn()
    await staying
    expect(await Interaction.find(uid)).equal(undefined)
  })

  it('of the account gets its idle time once more, within the lifetime of the session', async () => {
    const person = await Person.of(server())
    await signIn(person, await relyingParty(server()))
    const page = await person.openAccount()
    expect(noticeOn(page.html).seconds).within(890, 900)
    expect(await (await stay(person, page.html)).json()).deep.equal({ seconds: 900 })
    server().advance(7000)
    const later = await person.openAccount()
    expect(await (await stay(person, later.html)).json()).deep.equal({ seconds: 200 })
    server().advance(300)
    expect((await stay(person, later.html)).status).equal(303)
  })

  it('of the account is over when nothing was asked for in its idle time', async () => {
    const person = await Person.of(server())
    const party = await relyingParty(server())
    await signIn(person, party)
    const id = person.browser.cookie('step_up_session', server().configuration.issuer) ?? ''
    const session = await server().provider.Session.find(id)
    expect(session?.exp).within(now() + 890, now() + 900)
    // The library goes by the wall clock.
    await session?.save(1)
    expect(await silently(person.inAnotherTab(), party)).equal(undefined)
    await (await server().provider.Session.find(id))?.save(1)
    await setTimeout(1100)
    expect(await silently(person, party)).equal('login_required')
  })

  it('does without a script: the form leads back to the page', async () => {
    const person = await Person.of(server())
    const { page } = await visit(person, await relyingParty(server()))
    const { action, csrf } = noticeOn(page.html)
    const back = await person.browser.post(new URL(action, page.url).href, { csrf })
    expect(back.url).equal(page.url)
  })
})
