import { strict as assert } from 'node:assert'
import type { Page } from '../support/browser.ts'
import { Person } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { CALLBACK, clientsWith, testServer } from '../support/test-server.ts'
import { signIn, silently } from '../support/visit.ts'

const CONFIRM = '/session/end/confirm'
const ASKED = 'Sign out?'
const SIGNED_OUT = 'You are signed out'

describe('a page that asks whether to sign out, of several that are open', () => {
  // Where the browser of the tests stops, so that it is seen what comes along.
  const server = testServer({
    clients: clientsWith({ shop: { post_logout_redirect_uris: [`${CALLBACK}?at=shop`] } }),
  })
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  async function signedIn(): Promise<Person> {
    const person = await Person.of(server())
    await signIn(person, shop)
    return person
  }

  /** Opens it, as the application leads to it or without one. */
  function ask(person: Person, state?: string): Promise<Page> {
    const url = new URL('/session/end', server().configuration.issuer)
    if (state !== undefined) {
      url.searchParams.set('client_id', 'shop')
      url.searchParams.set('post_logout_redirect_uri', `${CALLBACK}?at=shop`)
      url.searchParams.set('state', state)
    }
    return person.browser.open(url.href)
  }

  const confirm = ({ browser }: Person): Promise<Page> => browser.submit(CONFIRM, { logout: 'yes' })

  it('signs out, whichever it is', async () => {
    const person = await signedIn()
    assert.equal((await ask(person)).heading, ASKED)
    await ask(person.inAnotherTab())
    assert.equal((await confirm(person)).heading, SIGNED_OUT)
    assert.equal(await silently(person, shop), 'login_required')
  })

  it('leads to where it was opened for, not to where a newer one was', async () => {
    const person = await signedIn()
    await ask(person, 'first')
    const [newer, newest] = [person.inAnotherTab(), person.inAnotherTab()]
    await ask(newer, 'second')
    await ask(newest)
    const { arrived } = await confirm(person)
    assert.deepEqual(Object.fromEntries(arrived ?? []), { at: 'shop', state: 'first' })
    assert.equal(await silently(person, shop), 'login_required')
  })

  it('signs out beside a page that asks for the code of another machine', async () => {
    const person = await signedIn()
    await ask(person)
    await person.inAnotherTab().openAccount('/device')
    assert.equal((await confirm(person)).heading, SIGNED_OUT)
  })

  it('leaves somebody signed in who chooses so, and out of the application that asked', async () => {
    const person = await signedIn()
    await ask(person, 'first')
    await ask(person.inAnotherTab())
    const { arrived } = await person.browser.submit(CONFIRM)
    assert.equal(arrived?.get('state'), 'first')
    assert.equal(await silently(person, shop), undefined)
  })

  it('says that somebody is signed out who has signed out in another tab', async () => {
    const person = await signedIn()
    await ask(person)
    const [other, asked] = [person.inAnotherTab(), person.inAnotherTab()]
    await ask(asked, 'late')
    await ask(other)
    await confirm(other)
    assert.equal((await confirm(person)).heading, SIGNED_OUT)
    // The application that asked is still waiting for the answer.
    const { arrived } = await confirm(asked)
    assert.deepEqual(Object.fromEntries(arrived ?? []), { at: 'shop', state: 'late' })
  })

  it('says so where the session was ended from elsewhere, or its cookie is gone', async () => {
    const person = await signedIn()
    await ask(person)
    await server().sessions.endAll(person.account.id)
    assert.equal((await confirm(person)).heading, SIGNED_OUT)

    const another = await signedIn()
    await ask(another)
    another.browser.jar.removeAllCookiesSync()
    assert.equal((await confirm(another)).heading, SIGNED_OUT)
  })

  it('asks again whoever has signed in since it was opened', async () => {
    const person = await signedIn()
    await ask(person, 'first')
    const other = person.inAnotherTab()
    await ask(other)
    await confirm(other)
    await signIn(other, shop)
    assert.equal((await confirm(person)).heading, ASKED)
    assert.equal(await silently(other, shop), undefined)
    // What it was opened for is not lost.
    const { arrived } = await confirm(person)
    assert.equal(arrived?.get('state'), 'first')
  })

  it('is nobody else’s to fill in', async () => {
    const [person, attacker] = [await signedIn(), await signedIn()]
    await ask(attacker, 'evil')
    const { fields } = attacker.browser.form(CONFIRM)
    await ask(person)
    const { issuer } = server().configuration
    const forms = [
      { ...fields, logout: 'yes' },
      { ...fields, page: `${fields['page']}x`, logout: 'yes' },
      { xsrf: 'guessed', page: '', logout: 'yes' },
      { logout: 'yes' },
    ]
    for (const form of forms) {
      const page = await person.browser.post(`${issuer}${CONFIRM}`, form)
      assert.equal(page.heading, ASKED)
      assert.equal(await silently(person, shop), undefined)
    }
  })
})
