import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import { logConsole } from '../../src/server/main.ts'
import { createLogger } from '../../src/server/logger.ts'
import { notices } from '../support/notices.ts'
import { Person } from '../support/person.ts'
import { relyingParty } from '../support/relying-party.ts'
import { clientsWith, testServer } from '../support/test-server.ts'
import { OFFLINE, signIn } from '../support/visit.ts'

const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code'

describe('what a library prints on the console', () => {
  const names = ['debug', 'log', 'info', 'warn', 'error'] as const

  it('is a line of the log, at its level, where the server runs in production', () => {
    const printed = Object.fromEntries(names.map((name) => [name, console[name]]))
    const lines: string[] = []
    try {
      logConsole(
        createLogger({ level: 'info', destination: { write: (line) => lines.push(line) } }),
      )
      for (const name of names) console[name]('oidc-provider NOTICE: %s\n of %d lines', name, 2)
    } finally {
      Object.assign(console, printed)
    }
    const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    assert.deepEqual(
      told.map(({ level, msg }) => [level, msg]),
      ['log', 'info', 'warn', 'error'].map((name) => [
        { log: 30, info: 30, warn: 40, error: 50 }[name],
        `oidc-provider NOTICE: ${name}\n of 2 lines`,
      ]),
    )
  })
})

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
