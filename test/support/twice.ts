import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import type { StepUpEvent } from '../../src/audit/events.ts'
import type { Page } from './browser.ts'
import { devicesOf } from './losing.ts'
import { linkIn, type Mailbox } from './mailbox.ts'
import { Person, codeOf, deviceOf, keyOn, type Device } from './person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from './relying-party.ts'
import { keepSecret } from './secrets-in-logs.ts'
import { PASSWORD, type TestServer } from './test-server.ts'
import { deviceFor, trustHere } from './trust.ts'
import { signIn, visit } from './visit.ts'

/** What is there before a form is sent. */
export interface Scene {
  readonly server: TestServer
  readonly mailbox: Mailbox
}

/** Somebody before a form, and what is typed there. */
export interface Standing {
  readonly person: Person
  readonly fields?: Readonly<Record<string, string>>
}

/** A form of a page: how somebody comes to stand before it, and what it does, once. */
export interface TwiceRow {
  readonly prepare: (scene: Scene) => Promise<Standing>
  /** What the audit trail tells of it. @default it does nothing that is told */
  readonly done?: readonly StepUpEvent['type'][]
  /** That is done when the answer is out, some time. */
  readonly afterwards?: true
  /** It takes away what its page hangs on: whoever has its answer can send it no more. */
  readonly ends?: true
  /** The session is of a higher class afterwards: whoever has its former id and not the form has to sign in. */
  readonly raises?: true
}

const TWO_FACTORS = 'urn:step-up:2fa'
const NEXT = keepSecret('an orchard of green apples')

const shopOf = ({ server }: Scene): Promise<RelyingParty> => relyingParty(server)

async function atSignIn(scene: Scene, parameters = {}): Promise<Person> {
  const person = await Person.of(scene.server)
  await visit(person, await shopOf(scene), parameters)
  return person
}

async function pastPassword(scene: Scene, parameters = {}): Promise<Person> {
  const person = await atSignIn(scene, parameters)
  await person.givePassword()
  return person
}

async function enrolled(scene: Scene): Promise<{ person: Person; phone: Device }> {
  const person = await Person.of(scene.server)
  return { person, phone: await deviceFor(person) }
}

/** Signed in, with a device whose code was given just now. */
async function fresh(scene: Scene): Promise<{ person: Person; phone: Device }> {
  const { person, phone } = await enrolled(scene)
  await signIn(person, await shopOf(scene), {}, phone)
  return { person, phone }
}

async function signedIn(scene: Scene): Promise<Person> {
  const person = await Person.of(scene.server)
  await signIn(person, await shopOf(scene))
  return person
}

/** Before the form that confirms a new address of an account. */
async function confirming(scene: Scene): Promise<Person> {
  const person = await signedIn(scene)
  const email = `new-${person.account.login}`
  await at(person, '/account/email')
  await person.browser.submit('/account/email', { email, password: PASSWORD })
  await person.browser.open(await scene.mailbox.linkFor(email, '/account/email/confirm'))
  return person
}

async function at(person: Person, path: string): Promise<Page> {
  const page = await person.openAccount(path)
  assert.equal(page.status, 200, page.heading)
  return page
}

async function idOf(person: Person): Promise<string> {
  return (await devicesOf(person))[0]?.id ?? ''
}

async function consenting(scene: Scene): Promise<Standing> {
  const person = await Person.of(scene.server)
  await visit(person, await relyingParty(scene.server, 'forum'))
  await person.givePassword()
  return { person }
}

async function selecting(scene: Scene, account: string): Promise<Standing> {
  const person = await signedIn(scene)
  await visit(person, await shopOf(scene), { prompt: 'select_account' })
  return { person, fields: { account } }
}

async function trusting(scene: Scene): Promise<Person> {
  const { person, phone } = await enrolled(scene)
  await trustHere(person, await shopOf(scene), phone)
  return person
}

/** A television that waits to be let in: what it shows. */
async function television(scene: Scene): Promise<string> {
  const { configuration } = await shopOf(scene)
  const begun = await client.initiateDeviceAuthorization(configuration, { scope: 'openid' })
  return begun.user_code
}

async function connecting(scene: Scene): Promise<Person> {
  const person = await signedIn(scene)
  const code = await television(scene)
  await at(person, '/device')
  await person.browser.submit('/device', { user_code: code })
  return person
}

/** Every form of every page, by its route. A form without a row fails. */
export const ROWS: Readonly<Record<string, TwiceRow>> = {
  '/interaction/:uid/identify': {
    async prepare(scene) {
      const person = await atSignIn(scene)
      return { person, fields: { login: person.account.login } }
    },
  },
  '/interaction/:uid/password': {
    async prepare(scene) {
      const { person } = await enrolled(scene)
      await visit(person, await shopOf(scene))
      await person.giveName()
      return { person, fields: { login: person.account.login, password: PASSWORD } }
    },
  },
  '/interaction/:uid/code': {
    async prepare(scene) {
      const { person, phone } = await enrolled(scene)
      await visit(person, await shopOf(scene))
      await person.givePassword()
      return { person, fields: { code: phone.code() } }
    },
    done: ['code', 'signed_in'],
  },
  '/interaction/:uid/recovery': {
    async prepare(scene) {
      const { person } = await enrolled(scene)
      const { codes } = await scene.server.recoveryCodes.issue(person.account.id)
      await visit(person, await shopOf(scene))
      await person.givePassword()
      await person.browser.open(`${person.browser.page.url}/recovery`)
      return { person, fields: { recovery_code: keepSecret(codes[0]?.code.reveal() ?? '') } }
    },
    done: ['recovery_code'],
  },
  '/interaction/:uid/device': {
    async prepare(scene) {
      const person = await pastPassword(scene, essentialAcr(TWO_FACTORS))
      return { person, fields: { name: 'Phone' } }
    },
    done: ['device_begun'],
  },
  '/interaction/:uid/device/code': {
    async prepare(scene) {
      const person = await pastPassword(scene, essentialAcr(TWO_FACTORS))
      const page = await person.browser.submit('/device', { name: 'Phone' })
      return { person, fields: { code: deviceOf(scene.server, 'Phone', keyOn(page)).code() } }
    },
    done: ['device_confirmed', 'recovery_codes_issued'],
  },
  '/interaction/:uid/device/standard': {
    async prepare(scene) {
      const person = await pastPassword(scene, essentialAcr(TWO_FACTORS))
      const page = await person.browser.submit('/device', { name: 'Phone' })
      const code = codeOf(scene.server, keyOn(page), 'SHA1')
      await person.browser.submit('/device/code', { code })
      return { person }
    },
    done: ['device_begun'],
  },
  '/interaction/:uid/forgot': {
    async prepare(scene) {
      const person = await atSignIn(scene)
      await person.giveName()
      return { person, fields: { login: person.account.login } }
    },
  },
  '/interaction/:uid/stay': {
    async prepare(scene) {
      const person = await atSignIn(scene)
      await scene.server.accounts.leave(person.account.id)
      await person.givePassword()
      return { person }
    },
    done: ['account_staying'],
  },
  '/interaction/:uid/skip': {
    prepare: async (scene) => ({ person: await pastPassword(scene, { acr_values: TWO_FACTORS }) }),
    done: ['signed_in'],
  },
  '/interaction/:uid/continue': {
    async prepare(scene) {
      const person = await pastPassword(scene, essentialAcr(TWO_FACTORS))
      await person.beginHere('Phone')
      return { person }
    },
    done: ['signed_in'],
  },
  '/interaction/:uid/account': { prepare: (scene) => selecting(scene, 'this') },
  '/interaction/:uid/consent': { prepare: consenting },
  '/interaction/:uid/cancel': { prepare: consenting, done: ['declined'] },
  '/interaction/:uid/extend': { prepare: async (scene) => ({ person: await atSignIn(scene) }) },

  '/account/devices/add': {
    async prepare(scene) {
      const person = await signedIn(scene)
      await at(person, '/account/devices/add')
      return { person, fields: { name: 'Phone', password: PASSWORD } }
    },
    done: ['device_begun', 'password'],
  },
  '/account/devices/:id/setup': {
    async prepare(scene) {
      const person = await signedIn(scene)
      await at(person, '/account/devices/add')
      const typed = { name: 'Phone', password: PASSWORD }
      const page = await person.browser.submit('/devices/add', typed)
      return { person, fields: { code: deviceOf(scene.server, 'Phone', keyOn(page)).code() } }
    },
    done: ['device_confirmed', 'recovery_codes_issued'],
    raises: true,
  },
  '/account/devices/:id/standard': {
    async prepare(scene) {
      const person = await signedIn(scene)
      await at(person, '/account/devices/add')
      const typed = { name: 'Phone', password: PASSWORD }
      const page = await person.browser.submit('/devices/add', typed)
      await person.browser.submit('/setup', { code: codeOf(scene.server, keyOn(page), 'SHA1') })
      return { person }
    },
    done: ['device_begun'],
  },
  '/account/devices/:id/rename': {
    async prepare(scene) {
      const { person } = await fresh(scene)
      await at(person, `/account/devices/${await idOf(person)}/rename`)
      return { person, fields: { name: 'Tablet' } }
    },
    done: ['device_renamed'],
  },
  '/account/delete': {
    async prepare(scene) {
      const { person } = await fresh(scene)
      await at(person, '/account/delete')
      return { person }
    },
    done: ['account_leaving'],
  },
  '/account/delete/stay': {
    async prepare(scene) {
      const { person } = await fresh(scene)
      await scene.server.accounts.leave(person.account.id)
      await at(person, '/account/delete')
      return { person }
    },
    done: ['account_staying'],
  },
  '/account/extend': {
    async prepare(scene) {
      const person = await signedIn(scene)
      await at(person, '/account')
      return { person }
    },
  },
  '/account/password': {
    async prepare(scene) {
      const { person, phone } = await fresh(scene)
      scene.server.advance(30)
      await at(person, '/account/password')
      return { person, fields: { password: PASSWORD, new_password: NEXT, code: phone.code() } }
    },
    done: ['password', 'code', 'password_changed'],
  },
  '/account/devices/:id/remove': {
    async prepare(scene) {
      const { person, phone } = await fresh(scene)
      await deviceFor(person, 'Tablet')
      const tablet = (await devicesOf(person)).find(({ name }) => name !== phone.name)
      await at(person, `/account/devices/${tablet?.id}/remove`)
      return { person }
    },
    done: ['device_removed'],
  },
  '/account/email': {
    async prepare(scene) {
      const person = await signedIn(scene)
      await at(person, '/account/email')
      const email = `new-${person.account.login}`
      return { person, fields: { email, password: PASSWORD } }
    },
    done: ['email_change_asked'],
  },
  '/account/email/confirm': {
    prepare: async (scene) => ({ person: await confirming(scene) }),
    done: ['email_changed'],
  },
  '/account/language': {
    async prepare(scene) {
      const person = await signedIn(scene)
      await at(person, '/account/language')
      return { person, fields: { language: 'de' } }
    },
  },
  '/account/sessions/end': {
    async prepare(scene) {
      const person = await signedIn(scene)
      await signIn(person.elsewhere(), await shopOf(scene))
      await at(person, '/account/sessions')
      return { person }
    },
    done: ['sessions_ended'],
  },
  '/account/sessions/end-others': {
    async prepare(scene) {
      const person = await signedIn(scene)
      await signIn(person.elsewhere(), await shopOf(scene))
      await at(person, '/account/sessions')
      return { person }
    },
    done: ['sessions_ended'],
  },
  '/account/not-me': {
    async prepare(scene) {
      const person = await signedIn(scene)
      await signIn(person.elsewhere(), await shopOf(scene))
      await at(person, '/account/not-me')
      return { person }
    },
    done: ['sessions_ended'],
  },
  '/account/applications/:client/revoke': {
    async prepare(scene) {
      const person = await signedIn(scene)
      await at(person, '/account/applications/shop/revoke')
      return { person }
    },
    done: ['application_revoked'],
  },
  '/account/browsers/forget': {
    async prepare(scene) {
      const person = await trusting(scene)
      await at(person, '/account/browsers/forget')
      return { person }
    },
    done: ['browsers_forgotten'],
  },
  '/account/browsers/:id/forget': {
    async prepare(scene) {
      const person = await trusting(scene)
      const { html } = await at(person, '/account/browsers')
      const [, path = ''] = /href="([^"]*\/browsers\/[^"/]+\/forget)"/.exec(html) ?? []
      await at(person, path)
      return { person }
    },
    done: ['browser_forgotten'],
  },
  '/account/devices/:id/lost': {
    async prepare(scene) {
      const { person } = await fresh(scene)
      await deviceFor(person, 'Tablet')
      await at(person, `/account/devices/${await idOf(person)}/lost`)
      return { person }
    },
    done: ['device_removed'],
  },
  '/account/recovery-codes/new': {
    async prepare(scene) {
      const { person } = await fresh(scene)
      await at(person, '/account/recovery-codes/new')
      return { person }
    },
    done: ['recovery_codes_issued'],
  },
  '/account/recovery-codes/saved': {
    async prepare(scene) {
      const { person } = await fresh(scene)
      await at(person, '/account/recovery-codes/new')
      await person.browser.submit('/recovery-codes/new?instead=')
      return { person }
    },
  },
  '/account/turn-off': {
    async prepare(scene) {
      const { person } = await fresh(scene)
      await at(person, '/account/turn-off')
      return { person }
    },
    done: ['second_factor_off'],
  },

  '/password/forgot': {
    async prepare(scene) {
      const person = await Person.of(scene.server)
      await at(person, '/password/forgot')
      return { person, fields: { login: person.account.login } }
    },
    done: ['password_reset_asked'],
    afterwards: true,
  },
  '/password/reset': {
    async prepare(scene) {
      const person = await Person.of(scene.server)
      const { login } = person.account
      await at(person, '/password/forgot')
      await person.browser.submit('/password/forgot', { login })
      await person.browser.open(linkIn(await scene.mailbox.resetFor(login)))
      return { person, fields: { new_password: NEXT } }
    },
    done: ['password_changed'],
  },
  '/email/undo': {
    async prepare(scene) {
      const person = await confirming(scene)
      await person.browser.submit('/email/confirm')
      await person.browser.open(await scene.mailbox.linkFor(person.account.login, '/email/undo'))
      return { person }
    },
    done: ['email_change_undone'],
    ends: true,
  },

  '/device': {
    prepare: async (scene) => ({ person: await connecting(scene) }),
  },
  '/session/end/confirm': {
    async prepare(scene) {
      const person = await signedIn(scene)
      await at(person, '/session/end')
      return { person, fields: { logout: 'yes' } }
    },
    ends: true,
  },
}
