import { strict as assert } from 'node:assert'
import { setTimeout as sleep } from 'node:timers/promises'
import { decodeJwt } from 'jose'
import * as client from 'openid-client'
import { openLogoutReceiver, type LogoutReceiver } from '../support/logout-receiver.ts'
import { openMailbox, type Mailbox } from '../support/mailbox.ts'
import { Person } from '../support/person.ts'
import { REFUSING_PORT } from '../support/refusing-port.ts'
import { essentialAcr, relyingParty } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { addClient } from '../support/stored-clients.ts'
import { PASSWORD, clientsWith, openTestServer, type TestServer } from '../support/test-server.ts'
import { OFFLINE, answer, signIn, visit } from '../support/visit.ts'
import type { Configuration } from '../../src/server/config/configuration.ts'

const TWO_FACTORS = 'urn:step-up:2fa'
const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code'
const API = 'https://api.example.com/'
const NEW_PASSWORD = keepSecret('another pass phrase for the tour')

/** What was met on the way through everything that people and applications do. */
export interface Met {
  /** Cookies that were set, with their attributes. */
  readonly cookies: ReadonlySet<string>
  /** What applications are told, by where; of some claims with the value. */
  readonly claims: readonly string[]
  /** Of somebody who did most of it. */
  readonly login: string
}

export interface Tour extends Met {
  readonly server: TestServer
  close(): Promise<void>
}

/** A server on which everything was done once. @param issuer behind a proxy that speaks TLS, if it is https */
export async function openTour(overrides: Partial<Configuration>, issuer?: string): Promise<Tour> {
  const cookies = new Set<string>()
  const mailbox = await openMailbox()
  const atShop = await openLogoutReceiver(() => server.configuration.issuer, 'shop')
  const server = await openTestServer(
    {
      ...overrides,
      ...(issuer === undefined ? {} : { issuer }),
      mail: mailbox.mail,
      metrics: { host: '127.0.0.1', port: 0 },
      clients: clientsWith({
        shop: {
          grant_types: ['authorization_code', 'refresh_token', DEVICE_CODE],
          backchannel_logout_uri: atShop.uri,
          backchannel_logout_session_required: true,
        },
        forum: { grant_types: ['authorization_code', 'refresh_token'] },
        club: { backchannel_logout_uri: `http://localhost:${REFUSING_PORT}/` },
      }),
      resources: [
        { identifier: API, scopes: ['pay'], accessTokenFormat: 'jwt', accessTokenLifetime: 600 },
      ],
    },
    { mailInterval: 20 },
  )
  const network = globalThis.fetch
  globalThis.fetch = async (address, init) => {
    const url = address instanceof Request ? address.url : String(address)
    const reached = issuer === undefined ? url : url.replace(issuer, server.url)
    const response = await network(reached, init)
    for (const cookie of response.headers.getSetCookie()) {
      // One that is deleted was set before.
      if (!/^[^=]*=;/.test(cookie)) cookies.add(attributesOf(cookie))
    }
    return response
  }
  try {
    return {
      server,
      cookies,
      ...(await tour(server, mailbox, atShop)),
      async close() {
        await server.close()
        await atShop.close()
      },
    }
  } finally {
    globalThis.fetch = network
  }
}

/** Name and attributes in order, without values and what is made by chance. */
function attributesOf(cookie: string): string {
  const [pair = '', ...attributes] = cookie.split('; ')
  const name = pair.slice(0, pair.indexOf('=')).replace(/(?<=step_up_trusted_)[\w-]+/, '<account>')
  const told = attributes.map((attribute) =>
    attribute
      .replace(/^(expires|max-age)=.*$/i, '$1')
      .replace(/(?<=^path=.*\/)[\w-]{20,}(?=\/|$)/, '<id>'),
  )
  return [name, ...told.toSorted()].join('; ')
}

async function tour(
  server: TestServer,
  mailbox: Mailbox,
  atShop: LogoutReceiver,
): Promise<Pick<Tour, 'claims' | 'login'>> {
  const claims: string[] = []
  const tell = (where: string, told: object): void => {
    for (const [name, value] of Object.entries(told)) {
      claims.push(`${where} ${name}`)
      if (['acr', 'amr', 'token_type', 'events'].includes(name)) {
        const text = typeof value === 'string' ? value : JSON.stringify(value)
        claims.push(`${where} ${name} = ${text}`)
      }
    }
  }
  const shop = await relyingParty(server)
  const bank = await relyingParty(server, 'bank')
  const club = await relyingParty(server, 'club')
  const forum = await relyingParty(server, 'forum')

  // The password alone, and what an application learns.
  const person = await Person.of(server)
  const first = await signIn(person, shop, {
    ...OFFLINE,
    scope: 'openid profile email offline_access',
  })
  tell('ID token', decodeJwt(first.idToken))
  tell(
    'userinfo',
    await client.fetchUserInfo(shop.configuration, first.accessToken, first.claims.sub),
  )
  tell('introspection', await client.tokenIntrospection(shop.configuration, first.accessToken))
  const refreshed = await client.refreshTokenGrant(shop.configuration, first.refreshToken ?? '')
  for (const token of [refreshed.access_token, refreshed.refresh_token, refreshed.id_token]) {
    keepSecret(token ?? '')
  }

  // A device, recovery codes, a browser that is trusted, a wrong code.
  const phone = await person.addDevice('Phone')
  const trusting = person.elsewhere()
  const trusted = await visit(trusting, shop)
  await trusting.givePassword()
  server.advance(30)
  const code = phone.code()
  const back = await trusting.browser.submit('/code', { code, trust: 'yes' })
  await trusted.request.finish(back.arrived)
  const guessing = person.elsewhere()
  await visit(guessing, bank)
  await guessing.givePassword('not the password')
  await guessing.givePassword()
  await guessing.giveCode('000000')
  const stronger = await signIn(person.elsewhere(), bank, essentialAcr(TWO_FACTORS), phone)
  tell('ID token', decodeJwt(stronger.idToken))

  // By a recovery code, for an API.
  const lost = person.elsewhere()
  const request = await shop.push({
    scope: 'openid pay',
    resource: API,
    ...essentialAcr(TWO_FACTORS),
  })
  await lost.browser.open(request.url)
  const asked = await lost.givePassword()
  const [, link = ''] = /href="([^"]*\/recovery)"/.exec(asked.html) ?? []
  await lost.browser.open(new URL(link, asked.url).href)
  const done = await lost.giveRecoveryCode(person.recoveryCodes[0] ?? '')
  const paying = await request.finish((await answer(lost, done)).arrived)
  tell('access token', decodeJwt(paying.accessToken))

  // Consent, another language, another address, a new password, an account that is to go.
  await signIn(person, forum, { scope: 'openid profile email offline_access' }, phone)
  await person.openAccount('/account/language')
  await person.browser.submit('/language', { language: 'en' })
  await person.openAccount('/account/devices/add')
  await answer(person, person.browser.page, phone)
  await person.browser.submit('/devices/add', { name: 'Tablet', password: PASSWORD })
  await person.openAccount('/account/email')
  const address = `new.${person.account.login}`
  await person.browser.submit('/account/email', { email: address, password: PASSWORD })
  await person.browser.open(await mailbox.linkFor(address, '/account/email'))
  await person.browser.submit('/email/confirm')
  const leaver = await Person.of(server)
  await signIn(leaver, shop)
  await leaver.openAccount('/account/delete')
  await leaver.browser.submit('/account/delete', { password: PASSWORD })
  for (const { account, browser } of [await Person.of(server), await Person.of(server)]) {
    await browser.open(`${server.configuration.issuer}/password/forgot?client=shop`)
    await browser.submit('/password/forgot?client=shop', { login: account.login })
    await mailbox.resetFor(account.login)
  }
  const forgetful = await Person.of(server)
  await forgetful.browser.open(`${server.configuration.issuer}/password/forgot`)
  await forgetful.browser.submit('/password/forgot', { login: forgetful.account.login })
  const mail = await mailbox.linkFor(forgetful.account.login, '/password/reset')
  await forgetful.browser.open(mail)
  await forgetful.browser.submit('/password/reset', { new_password: NEW_PASSWORD })

  // A television, an application of the store, and the end.
  const television = await client.initiateDeviceAuthorization(shop.configuration, {
    scope: 'openid',
  })
  keepSecret(television.device_code)
  await person.browser.open(television.verification_uri)
  await person.browser.submit('/device', { user_code: television.user_code })
  await answer(person, await person.browser.submit('/device'), phone)
  await client.initiateDeviceAuthorization(shop.configuration, { scope: 'openid' })
  await addClient(server.clients, 'job')
  await visit(new Person(server, person.account), shop)
  const leaving = person.elsewhere()
  await signIn(leaving, shop, {}, phone)
  await signIn(leaving, club, {}, phone)
  await leaving.openAccount('/session/end')
  const received = atShop.received.length
  await leaving.browser.submit('/session/end/confirm', { logout: 'yes' })
  await atShop.until(received + 1)
  assert.deepEqual(atShop.refused, [])
  for (const token of atShop.received) tell('logout token', token)
  await assert.rejects(client.refreshTokenGrant(shop.configuration, 'no such token'))

  // A mail that nobody takes, so that it is there.
  await mailbox.close()
  const waiting = await Person.of(server)
  await forgetful.browser.open(`${server.configuration.issuer}/password/forgot`)
  await forgetful.browser.submit('/password/forgot', { login: waiting.account.login })
  const isAsked = () =>
    server
      .audit()
      .some((each) => each.type === 'password_reset_asked' && each.accountId === waiting.account.id)
  while (!isAsked()) await sleep(10)
  return { claims, login: person.account.login }
}
