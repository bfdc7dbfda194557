import { strict as assert } from 'node:assert'
import type { Page } from '../support/browser.ts'
import { changesOf, codesOf, namesOf, unchanged, useUp } from '../support/losing.ts'
import { Person } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { testServer } from '../support/test-server.ts'
import { signIn, stepOf, visit } from '../support/visit.ts'

const PATH = '/account/turn-off'
const ONE_FACTOR = 'urn:step-up:1fa'

describe('turning two-factor authentication off where the devices are gone', () => {
  const server = testServer()
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  /** Somebody at another browser, with recovery codes and no device, on the way to turn it off. */
  async function onTheWay(): Promise<{ person: Person; codes: readonly string[]; page: Page }> {
    const owner = await Person.of(server())
    await owner.addDevice('Phone')
    await server().authenticators.removeAll(owner.account.id)
    const person = owner.elsewhere()
    await person.openAccount(PATH)
    return { person, codes: owner.recoveryCodes, page: await person.givePassword() }
  }

  const giveCode = async (person: Person, code = ''): Promise<Page> => {
    assert.equal(stepOf(await person.giveRecoveryCode(code)), 'continue')
    return person.browser.submit('/continue')
  }

  it('takes a recovery code as the fresh proof, which is used up by that', async () => {
    const { person, codes, page } = await onTheWay()
    assert.equal(stepOf(page), 'recovery')
    const asked = await giveCode(person, codes[0])
    assert.equal(new URL(asked.url).pathname, PATH)
    assert.match(asked.html, /Only your password will protect your account/)
    assert.deepEqual(changesOf(person), [])
    const { outcome } = await server().recoveryCodes.verify(person.account.id, codes[0] ?? '')
    assert.equal(outcome, 'rejected')

    const done = await person.browser.submit('/turn-off')
    assert.match(done.html, /Two-factor authentication is off/)
    assert.equal(await codesOf(person), undefined)
    assert.deepEqual(await namesOf(person), [])
    assert.deepEqual(changesOf(person), ['second_factor_off'])
    assert.equal((await signIn(person.elsewhere(), shop)).claims.acr, ONE_FACTOR)
  })

  it('is nothing for the password alone, nor for a code that is wrong or was used', async () => {
    const { person, codes } = await onTheWay()
    await giveCode(person, codes[0])
    const asked = await person.openAccount(PATH)
    const { fields } = person.browser.form('/turn-off')
    const stranger = person.elsewhere()
    await stranger.openAccount(PATH)
    await stranger.givePassword()
    const other = await Person.of(server())
    await other.addDevice('Phone')
    await unchanged(person, async () => {
      for (const code of [codes[0], other.recoveryCodes[0]]) {
        assert.equal(stepOf(await stranger.giveRecoveryCode(code ?? '')), 'recovery')
      }
      assert.notEqual((await stranger.browser.post(asked.url, fields)).heading, asked.heading)
    })
    await visit(stranger, shop)
    assert.equal(stepOf(await stranger.givePassword()), 'recovery')
  })

  it('takes another one after five minutes, and changes nothing before', async () => {
    const { person, codes } = await onTheWay()
    await giveCode(person, codes[0])
    server().advance(301)
    await unchanged(person, async () => {
      assert.equal(stepOf(await person.browser.submit('/turn-off')), 'password')
    })
    assert.equal(stepOf(await person.givePassword()), 'recovery')
    const back = await giveCode(person, codes[1])
    assert.equal(new URL(back.url).pathname, PATH)
    await person.browser.submit('/turn-off')
    assert.deepEqual(changesOf(person), ['second_factor_off'])
  })

  it('is impossible once every code is used, and the account stays protected', async () => {
    const { person, codes } = await onTheWay()
    await giveCode(person, codes[0])
    const { url } = person.browser.page
    const { fields } = person.browser.form('/turn-off')
    await useUp(person)
    server().advance(301)
    await unchanged(person, async () => {
      for (const page of [await person.openAccount(PATH), await person.browser.post(url, fields)]) {
        assert.ok(!page.forms.some(({ action }) => action.endsWith('/turn-off')))
        assert.doesNotMatch(page.html, /Two-factor authentication is off/)
      }
    })
    const stranger = person.elsewhere()
    await visit(stranger, shop)
    const { arrived } = await stranger.givePassword()
    assert.equal(arrived?.get('error'), 'unmet_authentication_requirements')
  })
})
