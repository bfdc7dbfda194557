import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import { notices } from '../support/notices.ts'
import { Person } from '../support/person.ts'
import { relyingParty } from '../support/relying-party.ts'
import { clientsWith, testServer } from '../support/test-server.ts'
import { OFFLINE, signIn } from '../support/visit.ts'

const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code'

describe('the library has nothing to remind the server of', () => {
  const before = notices().length
  const grants = ['authorization_code', 'refresh_token', 'client_credentials', DEVICE]
  const server = testServer({ clients: clientsWith({ shop: { grant_types: grants } }) })

  it('whatever it is asked for: no default of its own is left that it calls a starting point', async () => {
    const shop = await relyingParty(server())
    const { configuration } = shop
    const person = await Person.of(server())
    const { accessToken, refreshToken = '' } = await signIn(person, shop, OFFLINE)
    await client.refreshTokenGrant(configuration, refreshToken)
    await client.tokenIntrospection(configuration, accessToken)
    await client.clientCredentialsGrant(configuration)
    const device = await client.initiateDeviceAuthorization(configuration, { scope: 'openid' })
    await person.browser.open(device.verification_uri)
    await person.browser.submit('/device', { user_code: device.user_code })
    await person.browser.submit('/device')
    await client.tokenRevocation(configuration, accessToken)
    await person.browser.open(`${server().configuration.issuer}/session/end`)
    await person.browser.submit('/session/end/confirm', { logout: 'yes' })
    // From another site's page, to endpoints that answer by the client's leave.
    for (const path of ['/token', '/me', '/token/introspection', '/token/revocation']) {
      await fetch(`${server().configuration.issuer}${path}`, {
        method: 'POST',
        headers: { Origin: 'https://elsewhere.example' },
        body: new URLSearchParams({ client_id: 'shop', token: 'x' }),
      })
    }
    await fetch(`${server().configuration.issuer}/auth?client_id=nobody`)
    assert.deepEqual(notices().slice(before), [])
  })
})
