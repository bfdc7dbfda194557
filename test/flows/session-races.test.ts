import { strict as assert } from 'node:assert'
import { Person } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { holdNextSave, postSlowly, type SlowRequest } from '../support/slow-request.ts'
import { testServer } from '../support/test-server.ts'
import { signIn, silently, stepOf, visit } from '../support/visit.ts'

const TWO_FACTORS = 'urn:step-up:2fa'
const COOKIE = 'step_up_session'

/** Requests that really overlap: one has read the session and has not written it back yet. */
describe('races of sessions', () => {
  const server = testServer()
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  const idOf = (person: Person): string =>
    person.browser.cookie(COOKIE, server().configuration.issuer) ?? ''
  const isAlive = async (id: string): Promise<boolean> =>
    (await server().provider.Session.find(id)) !== undefined

  /** A browser with the cookies that this one has now. */
  async function copyOf(person: Person): Promise<Person> {
    const copy = person.elsewhere()
    const { issuer } = server().configuration
    for (const cookie of person.browser.jar.getCookiesSync(issuer)) {
      await copy.browser.jar.setCookie(cookie.toString(), issuer)
    }
    return copy
  }

  async function signOut(person: Person): Promise<void> {
    await person.browser.open(`${server().configuration.issuer}/session/end`)
    await person.browser.submit('/session/end/confirm', { logout: 'yes' })
  }

  /** Somebody who answers the sign-out page with "stay signed in", over a very slow line. */
  async function stayingSlowly(person: Person): Promise<SlowRequest> {
    const page = await person.browser.open(`${server().configuration.issuer}/session/end`)
    const { action, fields } = person.browser.form('/session/end/confirm')
    return postSlowly(person.browser, new URL(action, page.url).href, fields)
  }

  it('race 1: a slow request that overlaps a step-up does not bring the old session id back', async () => {
    const person = await Person.of(server())
    await signIn(person, shop)
    const planted = await copyOf(person)
    const old = idOf(person)
    const held = holdNextSave(server())
    const slow = planted.browser.send((await shop.start()).url)
    await held.reached
    const { request } = await visit(person, shop, essentialAcr(TWO_FACTORS))
    const { arrived } = await person.enrolHere('Phone')
    assert.equal((await request.finish(arrived)).claims.acr, TWO_FACTORS)
    held.release()
    assert.ok(new URL((await slow).headers.get('Location') ?? '').searchParams.has('code'))
    assert.notEqual(idOf(person), old)
    assert.equal(await isAlive(old), false)
    assert.equal(await silently(planted, shop), 'login_required')
    assert.equal(await silently(person, shop, essentialAcr(TWO_FACTORS)), undefined)
  })

  it('race 2: a slow request that overlaps sign-out does not undo it', async () => {
    const person = await Person.of(server())
    await signIn(person, shop)
    const old = await copyOf(person)
    const id = idOf(person)
    const request = await shop.start()
    const held = holdNextSave(server())
    const slow = old.browser.send(request.url)
    await held.reached
    await signOut(person)
    held.release()
    const { searchParams } = new URL((await slow).headers.get('Location') ?? '')
    assert.equal(await isAlive(id), false)
    assert.equal(await silently(old, shop), 'login_required')
    // Its answer was on its way, and is worth nothing.
    await assert.rejects(request.finish(searchParams), { error: 'invalid_grant' })
  })

  it('races 1 and 2: nor does a form that arrives slowly', async () => {
    const person = await Person.of(server())
    await signIn(person, shop)
    const first = await copyOf(person)
    const duringStepUp = await stayingSlowly(first)
    await visit(person, shop, essentialAcr(TWO_FACTORS))
    await person.enrolHere('Phone')
    assert.equal((await duringStepUp.finish()).statusCode, 303)
    assert.equal(await isAlive(idOf(first)), false)

    const second = await copyOf(person)
    const duringSignOut = await stayingSlowly(second)
    await signOut(person)
    assert.equal((await duringSignOut.finish()).statusCode, 303)
    assert.equal(await isAlive(idOf(second)), false)
  })

  it('race 2: nor does a slow resume, under an id of its own', async () => {
    const person = await Person.of(server())
    await signIn(person, shop)
    const tab = person.inAnotherTab()
    await visit(tab, shop, { prompt: 'login' })
    const held = holdNextSave(server())
    const resuming = tab.givePassword()
    await held.reached
    await signOut(person)
    held.release()
    await resuming
    assert.equal(await isAlive(idOf(tab)), false)
    assert.equal(await silently(tab, shop), 'login_required')
  })

  it('race 3: of two concurrent resumes one id survives, and none survives sign-out', async () => {
    const person = await Person.of(server())
    await signIn(person, shop)
    const tabs = [person.inAnotherTab(), await copyOf(person)] as const
    for (const tab of tabs) {
      const { page } = await visit(tab, shop, { prompt: 'login' })
      assert.equal(stepOf(page), 'password')
    }
    const [slow, quick] = tabs
    const held = holdNextSave(server())
    const resuming = slow.givePassword()
    await held.reached
    await quick.givePassword()
    held.release()
    await resuming
    const ids = [idOf(slow), idOf(quick)]
    assert.notEqual(ids[0], ids[1])
    const alive = await Promise.all(ids.map(isAlive))
    assert.equal(alive.filter(Boolean).length, 1)
    await signOut(alive[0] ? slow : quick)
    assert.deepEqual(await Promise.all(ids.map(isAlive)), [false, false])
    for (const tab of tabs) assert.equal(await silently(tab, shop), 'login_required')
  })

  it('knows a session by its id and the signature of that very id', async () => {
    const person = await Person.of(server())
    await signIn(person, shop)
    const { issuer } = server().configuration
    const signature = person.browser.cookie('step_up_session.sig', issuer) ?? ''
    const stranger = await Person.of(server())
    await signIn(stranger, shop)
    for (const cookie of [
      `step_up_session=${idOf(stranger)}`,
      'step_up_session.sig=; Max-Age=0',
      `step_up_session.sig=${signature.slice(0, -1)}${signature.endsWith('A') ? 'B' : 'A'}`,
    ]) {
      const copy = await copyOf(person)
      await copy.browser.jar.setCookie(`${cookie}; Path=/`, issuer)
      assert.equal(await silently(copy, shop), 'login_required', cookie)
    }
    assert.equal(await silently(person, shop), undefined)
  })

  it('gives a session an id of 128 random bits or more', async () => {
    const ids: string[] = []
    for (let round = 0; round < 10; round += 1) {
      const person = await Person.of(server())
      await signIn(person, shop)
      ids.push(idOf(person))
    }
    const [shortest = 0] = ids.map(({ length }) => length).toSorted((one, other) => one - other)
    const bits = Math.log2(new Set(ids.join('')).size)
    assert.ok(shortest * bits >= 128, `${shortest} letters of ${bits} bits`)
    // None says anything of another: every place differs from id to id.
    for (let place = 0; place < shortest; place += 1) {
      assert.ok(new Set(ids.map((id) => id[place])).size > 4, `place ${place}`)
    }
  })

  it('gives a session a new id at sign-in and at every step-up', async () => {
    const person = await Person.of(server())
    // A session that began before anybody signed in, as an attacker could plant it.
    await person.browser.open(`${server().configuration.issuer}/session/end`)
    const ids = [idOf(person)]
    await signIn(person, shop)
    ids.push(idOf(person))
    await visit(person, shop, essentialAcr(TWO_FACTORS))
    const { device } = await person.enrolHere('Phone')
    ids.push(idOf(person))
    server().advance(30)
    await visit(person, shop, { acr_values: TWO_FACTORS, max_age: '1' })
    await person.giveCode(device.code())
    ids.push(idOf(person))
    assert.equal(new Set(ids).size, 4, ids.join())
    assert.ok(ids.every((id) => id.length > 20))
    assert.deepEqual(await Promise.all(ids.map(isAlive)), [false, false, false, true])
  })
})
