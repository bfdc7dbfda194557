import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import { Person } from '../support/person.ts'
import { relyingParty } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { CALLBACK, PASSWORD, secretOf, type TestServer } from '../support/test-server.ts'
import { OFFLINE, answer, signIn, stepOf, visit } from '../support/visit.ts'

/** A request that can be sent again and again, and what it leads to while the store is there. */
export interface Step {
  /** It is a program that asks. */
  readonly isCalled?: boolean
  readonly send: () => Promise<Response>
  readonly worked: (response: Response) => unknown
}

export interface Scene {
  readonly server: TestServer
  /** What it said at the terminal: mails. */
  readonly said: readonly string[]
}

const at = ({ configuration }: TestServer, path: string): string => `${configuration.issuer}${path}`

const get =
  ({ browser }: Person, url: string): Step['send'] =>
  () =>
    browser.send(url)

/** The form that stands on the page now, as often as it is sent. */
export function formOf(
  { browser }: Person,
  action: string,
  fields: () => Readonly<Record<string, string>> = () => ({}),
): Step['send'] {
  const found = browser.form(action)
  const url = new URL(found.action, browser.page.url)
  return () =>
    browser.send(url.href, {
      method: 'POST',
      body: new URLSearchParams({ ...found.fields, ...fields() }),
      headers: { Accept: 'text/html', Origin: url.origin, 'Sec-Fetch-Site': 'same-origin' },
    })
}

const call =
  (
    server: TestServer,
    path: string,
    fields: Readonly<Record<string, string>>,
    headers = {},
  ): Step['send'] =>
  () =>
    fetch(at(server, path), {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: {
        Authorization: `Basic ${btoa(`shop:${encodeURIComponent(secretOf('shop'))}`)}`,
        ...headers,
      },
    })

const location = (response: Response): string => {
  assert.ok([302, 303].includes(response.status), `${response.status}`)
  return response.headers.get('Location') ?? ''
}
const leadsOn = (response: Response): void => assert.match(location(response), /./)
const arrives = (response: Response): void => assert.ok(location(response).startsWith(CALLBACK))
const isFine = (response: Response): void => assert.equal(response.status, 200)
const has = (text: RegExp) => async (response: Response) => {
  isFine(response)
  assert.match(await response.text(), text)
}

async function enrolled(server: TestServer) {
  const person = await Person.of(server)
  const device = await person.addDevice('Phone')
  server.advance(30)
  return { person: person.elsewhere(), device, account: person }
}

/** Everything that needs the store, each prepared as far as it goes before it does. */
export const STEPS: Readonly<Record<string, (scene: Scene) => Promise<Step>>> = {
  async 'a sign-in that begins'({ server }) {
    const { url } = await (await relyingParty(server)).start()
    const send = get(new Person(server, await server.addAccount()), url)
    return { send, worked: has(/name="login"/) }
  },
  async 'the sign-in page'({ server }) {
    const person = await Person.of(server)
    const { page } = await visit(person, await relyingParty(server))
    return { send: get(person, page.url), worked: has(/name="login"/) }
  },
  async 'the name'({ server }) {
    const person = await Person.of(server)
    await visit(person, await relyingParty(server))
    const { login } = person.account
    return { send: formOf(person, '/identify', () => ({ login })), worked: has(/name="password"/) }
  },
  async 'the password'({ server }) {
    const person = await Person.of(server)
    await visit(person, await relyingParty(server))
    await person.giveName()
    const fields = { login: person.account.login, password: PASSWORD }
    return { send: formOf(person, '/password', () => fields), worked: leadsOn }
  },
  async 'the code'({ server }) {
    const { person, device } = await enrolled(server)
    await visit(person, await relyingParty(server))
    await person.givePassword()
    return { send: formOf(person, '/code', () => ({ code: device.code() })), worked: leadsOn }
  },
  async 'the first code of a new device'({ server }) {
    const person = await Person.of(server)
    await visit(person, await relyingParty(server, 'bank'))
    await person.givePassword()
    const { forms } = await person.browser.submit('/device', { name: 'Phone' })
    assert.ok(forms.some(({ action }) => action.endsWith('/device/code')))
    return { send: get(person, person.browser.page.url), worked: has(/id="key"/) }
  },
  async consent({ server }) {
    const person = await Person.of(server)
    await visit(person, await relyingParty(server, 'forum'))
    assert.equal(stepOf(await person.givePassword()), 'consent')
    return { send: formOf(person, '/consent'), worked: leadsOn }
  },
  async 'the way back to the application'({ server }) {
    const person = await Person.of(server)
    await visit(person, await relyingParty(server))
    await person.giveName()
    const fields = { login: person.account.login, password: PASSWORD }
    const resume = location(await formOf(person, '/password', () => fields)())
    return { send: get(person, resume), worked: arrives }
  },
  async 'a silent sign-in'({ server }) {
    const person = await Person.of(server)
    const party = await relyingParty(server)
    await signIn(person, party)
    const { url } = await party.start({ prompt: 'none' })
    return { send: get(person, url), worked: arrives }
  },
  async 'the account page'({ server }) {
    const { account } = await enrolled(server)
    return { send: get(account, at(server, '/account')), worked: has(/Phone/) }
  },
  async 'a change in the account'({ server }) {
    const { account } = await enrolled(server)
    const page = await account.openAccount()
    const href = /href="(\/account\/devices\/(?!add)[^"]+)"/.exec(page.html)?.[1] ?? ''
    await account.browser.open(at(server, href))
    const send = formOf(account, '/rename', () => ({ name: 'Telephone' }))
    return { send, worked: leadsOn }
  },
  async 'signing out'({ server }) {
    const person = await Person.of(server)
    await signIn(person, await relyingParty(server))
    await person.browser.open(at(server, '/session/end'))
    return {
      send: formOf(person, '/session/end/confirm', () => ({ logout: 'yes' })),
      worked: leadsOn,
    }
  },
  async 'the page for a forgotten password'({ server }) {
    return { send: () => fetch(at(server, '/password/forgot')), worked: isFine }
  },
  async 'a forgotten password'({ server }) {
    const person = await Person.of(server)
    await person.browser.open(at(server, '/password/forgot'))
    const { login } = person.account
    return { send: formOf(person, '/password/forgot', () => ({ login })), worked: isFine }
  },
  async 'a new password'({ server, said }) {
    const person = await Person.of(server)
    await person.browser.open(at(server, '/password/forgot'))
    await person.browser.submit('/password/forgot', { login: person.account.login })
    let link: string | undefined
    while (link === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      link = /http\S+\/password\/reset\/\S+/.exec(said.join('\n'))?.[0]
    }
    await person.browser.open(keepSecret(link))
    const fields = { new_password: keepSecret('an orchard of green apples') }
    return { send: formOf(person, '/password/reset', () => fields), worked: leadsOn }
  },
  async 'the exchange of a code'({ server }) {
    const person = await Person.of(server)
    const verifier = client.randomPKCECodeVerifier()
    const { page } = await visit(person, await relyingParty(server), {
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
    })
    const arrived = (await answer(person, page)).arrived
    const fields = {
      grant_type: 'authorization_code',
      code: keepSecret(arrived?.get('code') ?? ''),
      redirect_uri: CALLBACK,
      code_verifier: verifier,
    }
    return { isCalled: true, send: call(server, '/token', fields), worked: isFine }
  },
  async 'a refreshed token'({ server }) {
    const tokens = await signIn(await Person.of(server), await relyingParty(server), OFFLINE)
    const fields = { grant_type: 'refresh_token', refresh_token: tokens.refreshToken ?? '' }
    return { isCalled: true, send: call(server, '/token', fields), worked: isFine }
  },
  async userinfo({ server }) {
    const { accessToken } = await signIn(await Person.of(server), await relyingParty(server))
    const headers = { Authorization: `Bearer ${accessToken}` }
    return { isCalled: true, send: () => fetch(at(server, '/me'), { headers }), worked: isFine }
  },
  async introspection({ server }) {
    const { accessToken } = await signIn(await Person.of(server), await relyingParty(server))
    const send = call(server, '/token/introspection', { token: accessToken })
    return { isCalled: true, send, worked: has(/"active":true/) }
  },
  async revocation({ server }) {
    const { accessToken } = await signIn(await Person.of(server), await relyingParty(server))
    const send = call(server, '/token/revocation', { token: accessToken })
    return { isCalled: true, send, worked: isFine }
  },
  async 'a pushed request'({ server }) {
    const fields = {
      client_id: 'shop',
      response_type: 'code',
      redirect_uri: CALLBACK,
      scope: 'openid',
      code_challenge: 'v'.repeat(43),
      code_challenge_method: 'S256',
    }
    const worked = ({ status }: Response): void => assert.equal(status, 201)
    return { isCalled: true, send: call(server, '/request', fields), worked }
  },
}
