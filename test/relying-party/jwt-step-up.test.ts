import { strict as assert } from 'node:assert'
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import * as client from 'openid-client'
import {
  createResourceServer,
  requireStepUpInExpress,
} from '../../src/kits/resource-server/index.ts'
import { createStepUp } from '../../src/kits/relying-party/index.ts'
import { Person } from '../support/person.ts'
import { relyingParty } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { CALLBACK, testServer } from '../support/test-server.ts'
import { answer, signIn } from '../support/visit.ts'
import { createPatientServer } from '../support/listener.ts'

const API = 'https://api.example'

describe('with JWT access tokens of the complete server, a relying party and an API', () => {
  const server = testServer({
    resources: [
      {
        identifier: API,
        scopes: ['payments'],
        accessTokenFormat: 'jwt',
        accessTokenLifetime: 3600,
      },
    ],
  })
  let api: Server
  let url: URL

  before(async () => {
    const app = express()
    api = createPatientServer(app).listen(0, 'localhost')
    await once(api, 'listening')
    url = new URL(`http://localhost:${(api.address() as AddressInfo).port}/payments`)
    const resources = createResourceServer({
      issuer: server().configuration.issuer,
      audience: API,
      dpop: { origin: url.origin },
    })
    const stepUp = { acrValues: ['urn:step-up:2fa'], scope: ['payments'] }
    app.post('/payments', requireStepUpInExpress(resources, stepUp), (_request, response) => {
      const { token } = response.locals
      response.json({ by: token.subject, scheme: token.scheme })
    })
    await resources.ready()
  })
  after(() => {
    api.closeAllConnections()
    api.close()
  })

  for (const scheme of ['Bearer', 'DPoP'] as const) {
    it(`step up to a ${scheme} token, through what openid-client throws`, async () => {
      const { configuration } = await relyingParty(server())
      const dpop =
        scheme === 'DPoP'
          ? client.getDPoPHandle(configuration, await client.randomDPoPKeyPair('ES256'))
          : undefined
      const stepUp = createStepUp<string>({
        configuration,
        redirectUri: CALLBACK,
        scope: 'payments',
        resource: API,
        dpop,
        clock: server().clock,
      })
      const call = (token: string, handle?: client.DPoPHandle) =>
        client.fetchProtectedResource(
          configuration,
          keepSecret(token),
          url,
          'POST',
          null,
          undefined,
          handle && { DPoP: handle },
        )
      const person = await Person.of(server())
      const shop = await relyingParty(server())
      const weak = await signIn(person, shop, { resource: API, scope: 'openid payments' })
      const phone = await person.addDevice('Phone')
      const actor = { session: 'a-session', subject: String(person.account.id) }

      const ran = await stepUp.run({
        ...actor,
        action: 'pay',
        perform: () => call(weak.accessToken),
      })
      assert.equal(ran.outcome, 'step_up')
      const page = await person.browser.open(ran.url.href)
      const { arrived } = await answer(person, page, phone)
      const resumed = await stepUp.resume(new URL(`${CALLBACK}?${arrived?.toString()}`), {
        ...actor,
        perform: (_action, { tokens }) => call(tokens.access_token, dpop),
      })
      assert.equal(resumed.outcome, 'answered')
      assert.deepEqual(await resumed.response.json(), { by: person.account.id, scheme })
    })
  }

  it('take no id_token for an access token', async () => {
    const person = await Person.of(server())
    const { idToken } = await signIn(person, await relyingParty(server()))
    const headers = { Authorization: `Bearer ${idToken}` }
    const response = await fetch(url, { method: 'POST', headers })
    assert.equal(response.status, 401)
    assert.match(response.headers.get('WWW-Authenticate') ?? '', /it is not an access token/)
  })
})
