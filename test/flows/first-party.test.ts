import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import { Person } from '../support/person.ts'
import { relyingParty } from '../support/relying-party.ts'
import { testServer } from '../support/test-server.ts'
import { signIn, stepOf, visit } from '../support/visit.ts'

const API = 'https://api.example.com/'

describe('an application of the operator’s own', () => {
  const server = testServer({
    resources: [
      {
        identifier: API,
        scopes: ['payments'],
        accessTokenFormat: 'opaque',
        accessTokenLifetime: 600,
      },
    ],
  })

  it('meets no consent page, also when it asks for more later', async () => {
    const shop = await relyingParty(server())
    const person = await Person.of(server())
    await signIn(person, shop)
    for (const further of [
      { scope: 'openid profile email' },
      { scope: 'openid payments', resource: API },
    ]) {
      const { request, page } = await visit(person, shop, further)
      assert.ok(page.arrived, stepOf(page))
      const tokens = await request.finish(page.arrived)
      const told = await client.tokenIntrospection(shop.configuration, tokens.accessToken)
      assert.equal(told.active, true)
      assert.ok(told.scope?.includes(further.scope.split(' ').at(-1) ?? ''))
    }
  })

  it('leaves the consent page to everybody else', async () => {
    const forum = await relyingParty(server(), 'forum')
    const person = await Person.of(server())
    await signIn(person, forum)
    const { page } = await visit(person, forum, { scope: 'openid profile' })
    assert.equal(stepOf(page), 'consent')
  })
})
