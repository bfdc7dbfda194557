import { strict as assert } from 'node:assert'
import { Person } from '../support/person.ts'
import { relyingParty } from '../support/relying-party.ts'
import { PASSWORD, testServer } from '../support/test-server.ts'
import { signIn } from '../support/visit.ts'

describe('where operators alone delete accounts', () => {
  const server = testServer({ accountDeletion: 'off' })

  async function signedIn(): Promise<Person> {
    const person = await Person.of(server())
    await signIn(person, await relyingParty(server()))
    return person
  }

  it('no page leads to it, and its address is none and asks for no code', async () => {
    const person = await signedIn()
    assert.doesNotMatch((await person.openAccount('/account')).html, /\/account\/delete/)
    const page = await person.openAccount('/account/delete')
    assert.equal(page.status, 404)
    assert.equal(new URL(page.url).pathname, '/account/delete')
  })

  it('a form that was made up deletes nothing', async () => {
    const person = await signedIn()
    await person.openAccount('/account/email')
    const { csrf = '' } = person.browser.form('/account/email').fields
    const url = `${server().configuration.issuer}/account/delete`
    const { status } = await person.browser.post(url, { csrf, password: PASSWORD })
    assert.equal(status, 404)
    const { leavesAt } = (await server().accounts.find(person.account.id)) ?? {}
    assert.equal(leavesAt, undefined)
  })

  it('what was begun before can still be taken back', async () => {
    const person = await signedIn()
    await server().accounts.leave(person.account.id)
    assert.match((await person.openAccount('/account')).html, /will be deleted/)
    assert.equal((await person.openAccount('/account/delete')).status, 200)
    const kept = await person.browser.submit('/account/delete/stay')
    assert.equal(kept.status, 200)
    const { leavesAt } = (await server().accounts.find(person.account.id)) ?? {}
    assert.equal(leavesAt, undefined)
    assert.doesNotMatch((await person.openAccount('/account')).html, /will be deleted/)
  })
})
