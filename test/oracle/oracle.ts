import {
  ResponseBodyError,
  refreshTokenGrant,
  type TokenEndpointResponse,
  type TokenEndpointResponseHelpers,
} from 'openid-client'
import type { Page, PageForm } from '../support/browser.ts'
import { relyingParty, type Claims, type RelyingParty } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import type { ClientId, TestServer } from '../support/test-server.ts'
import { codesShown, fill, type Filled } from './filling.ts'
import {
  Model,
  ONE,
  TWO,
  type Proofs,
  type SeenProof,
  type SeenRequest,
  type SeenToken,
  type Standing,
} from './model.ts'
import { createOwners, createWindows, type Owner, type Window } from './people.ts'
import { createRandom, type Random } from './random.ts'

export interface OracleReport {
  readonly requests: number
  /** How many tokens said what, by acr and amr. */
  readonly tokens: ReadonlyMap<string, number>
  /** How often each form was sent, by the end of its address. */
  readonly forms: ReadonlyMap<string, number>
  /** What should not have been, with the last steps that led there. */
  readonly faults: readonly string[]
}

const CLIENTS = ['shop', 'bank', 'club', 'kiosk', 'forum'] as const satisfies readonly ClientId[]

/** Refresh tokens that the relying party holds; the oldest are forgotten. */
const HELD = 12

/** What a relying party goes on with. */
interface Held {
  readonly owner: Owner
  readonly window: Window
  readonly refreshToken: string
  /** What the first id_token said. */
  readonly first: SeenToken
  readonly earned: Proofs
}

/** Steps of its account that are told with a fault. */
const TOLD = 16

/**
 * People and strangers do at random what can be done with a browser, and the model sees what was proved: every id_token
 * has to be backed by it, to the second, and nothing is answered by a fault of the server.
 */
export async function consult(
  server: TestServer,
  { seed, requests }: { readonly seed: number; readonly requests: number },
): Promise<OracleReport> {
  const oracle = new Oracle(server, createRandom(seed))
  await oracle.begin()
  while (oracle.requests < requests && oracle.faults.length === 0) await oracle.step()
  return oracle
}

class Oracle implements OracleReport {
  readonly tokens = new Map<string, number>()
  readonly forms = new Map<string, number>()
  readonly faults: string[] = []
  readonly #server: TestServer
  readonly #random: Random
  readonly #model = new Model()
  readonly #steps: { readonly whose: Owner | undefined; readonly step: string }[] = []
  readonly #held: Held[] = []
  #refreshes = 0
  #owners: Owner[] = []
  #windows: Window[] = []
  #parties: ReadonlyMap<ClientId, RelyingParty> = new Map()

  constructor(server: TestServer, random: Random) {
    this.#server = server
    this.#random = random
  }

  get requests(): number {
    return this.#windows.reduce((sum, { browser }) => sum + browser.requests, this.#refreshes)
  }

  async begin(): Promise<void> {
    this.#owners = await createOwners(this.#server, 3)
    this.#windows = createWindows(this.#owners)
    this.#parties = new Map(
      await Promise.all(
        CLIENTS.map(async (id) => [id, await relyingParty(this.#server, id)] as const),
      ),
    )
  }

  async step(): Promise<void> {
    // What was proved at the very instant of a new password is not older than it.
    this.#server.advance(0.001)
    const window = this.#random.pick(this.#windows)
    const choice = this.#random.integer(100)
    if (choice < 52) await this.#sendForm(window)
    else if (choice < 55) await this.#refresh()
    else if (choice < 75) await this.#ask(window)
    else if (choice < 88) await this.#openConsole(window)
    else if (choice < 92) await this.#wait()
    else if (choice < 96) await this.#trespass(window)
    else if (choice < 98) await this.#signOut(window)
    else await this.#operate(window)
  }

  #tell(step: string, whose?: Owner): void {
    const at = new Date(this.#server.now()).toISOString().slice(11, 19)
    this.#steps.push({ whose, step: `${at} ${step}` })
  }

  #blame(fault: string, { owner }: Window): void {
    const steps = this.#steps.filter(({ whose }) => whose === undefined || whose === owner)
    const told = steps.slice(-TOLD).map(({ step }) => step)
    this.faults.push(`${fault}\n  after ${told.join('\n        ')}`)
  }

  /** A relying party sends the browser. */
  async #ask(window: Window): Promise<void> {
    const client = this.#random.pick(CLIENTS)
    const { parameters, seen } = this.#request(client)
    const party = this.#parties.get(client)
    if (!party) return
    const started = await (this.#random.chance(0.2)
      ? party.push(parameters)
      : party.start(parameters))
    window.request = { seen, started }
    this.#tell(`${window.name}: ${client} ${JSON.stringify(parameters)}`, window.owner)
    await this.#arrive(window, undefined, await window.browser.open(started.url))
  }

  #request(client: ClientId): { parameters: Record<string, string>; seen: SeenRequest } {
    const random = this.#random
    const parameters: Record<string, string> = {}
    let seen: SeenRequest = { client, floor: client === 'bank', login: false }
    if (client === 'shop' && random.chance(0.7)) parameters['scope'] = 'openid offline_access'
    if (random.chance(0.3)) parameters['acr_values'] = random.pick([ONE, TWO, `urn:none ${TWO}`])
    if (random.chance(0.2)) {
      const essential = random.pick([[TWO], [ONE], ['urn:none', TWO]])
      parameters['claims'] = JSON.stringify({
        [random.pick(['id_token', 'id_token', 'userinfo'])]: {
          acr: { essential: true, values: essential },
        },
      })
      seen = { ...seen, essential }
    }
    if (random.chance(0.3)) {
      const maxAge = random.pick([0, 1, 60, 600, 100_000])
      parameters['max_age'] = String(maxAge)
      seen = { ...seen, maxAge, login: maxAge === 0 }
    }
    if (random.chance(0.2)) {
      parameters['prompt'] = random.pick(['none', 'login', 'consent', 'login consent'])
      if (parameters['prompt'].includes('login')) seen = { ...seen, login: true }
    }
    return { parameters, seen }
  }

  /** One of the forms of the page that the browser shows, filled in more or less well. */
  async #sendForm(window: Window): Promise<void> {
    const page = pageOf(window)
    if (!page || page.forms.length === 0) return this.#ask(window)
    // Whoever cancelled everything would never get anywhere.
    const onward = page.forms.filter(({ action }) => !/\/(cancel|extend|skip|abort)$/.test(action))
    const forms = onward.length > 0 && this.#random.chance(0.95) ? onward : page.forms
    const form = this.#random.pick(forms)
    const now = this.#server.now()
    const filled = fill({ random: this.#random, window, owners: this.#owners, now }, page, form)
    const name = nameOf(form)
    this.forms.set(name, (this.forms.get(name) ?? 0) + 1)
    const written = Object.entries(filled.fields).map(([field, value]) => `${field}=${value}`)
    this.#tell(`${window.name}: ${name} ${written.join(' ')}`, window.owner)
    const chain = uidOf(page)
    const url = new URL(form.action, page.url).href
    const before = await this.#usesOf(window.owner)
    const next = await window.browser.post(url, { ...form.fields, ...filled.fields })
    // Taken, it may lead on to where there is nothing. Where the account is asked for more first, it was not taken;
    // of a code at sign-in the page that follows does not tell.
    const entered = ['/code', '/recovery'].includes(name)
      ? (await this.#usesOf(window.owner)) !== before
      : !name.startsWith('/account') || uidOf(next) === undefined
    if (entered && next.errors.length === 0 && (next.status < 400 || next.status === 404)) {
      await this.#took(window, chain, name, form, filled, next)
    }
    await this.#arrive(window, chain, next)
    // Somebody may send it twice, or come back to it.
    if (this.#random.chance(0.05)) {
      this.#tell(`${window.name}: ${name} again`, window.owner)
      await this.#arrive(window, chain, await window.browser.post(url, form.fields))
    }
  }

  /** The page took what was written: that is what was proved, and what has changed. */
  async #took(
    window: Window,
    chain: string | undefined,
    name: string,
    form: PageForm,
    filled: Filled,
    next: Page,
  ): Promise<void> {
    const { owner } = window
    const { accountId } = owner
    // Of an account that is disabled nothing is looked at: it leads to the beginning.
    if ((await this.#server.accounts.find(accountId))?.disabledAt !== undefined) return
    const at = Math.floor(this.#server.now() / 1000)
    const prove = (factor: SeenProof['factor'], credential?: string): void => {
      const era = this.#model.eraOf(accountId)
      this.#model.proved(window.name, chain, {
        accountId,
        factor,
        at,
        era,
        ...(credential === undefined ? {} : { credential }),
      })
    }
    if (name === '/account/password' && filled.newPassword !== undefined) {
      this.#model.voided(accountId)
      owner.former.push(owner.password)
      owner.password = filled.newPassword
      // It was typed here, and is the account's from this moment on; the present one was given a step before.
      prove('password')
    }
    if (filled.passwordOf) prove('password')
    if (filled.code?.device.id !== undefined) {
      const twice = this.#model.took(`${filled.code.device.id} at step ${filled.code.step}`)
      if (twice !== undefined) this.#blame(twice, window)
      prove('code', filled.code.device.id)
    }
    if (filled.recoveryCode) {
      const twice = this.#model.took(filled.recoveryCode.code)
      if (twice !== undefined) this.#blame(twice, window)
      prove('code', filled.recoveryCode.set)
    }
    if (filled.setUp) {
      const known = new Set(owner.devices.map(({ id }) => id))
      const added = (await this.#server.authenticators.confirmed(accountId)).find(
        ({ id }) => !known.has(id),
      )
      if (added) {
        owner.devices.push({ ...filled.setUp, id: added.id })
        prove('code', added.id)
      }
    }
    if (form.action.endsWith('/sessions/end-others')) {
      this.#model.endedOthers(window.name, accountId)
    }
    if (filled.fields['logout'] !== undefined) this.#model.signedOut(window.name)
    const standing = await this.#look(owner, next)
    if (filled.fields['trust'] !== undefined && (filled.code || filled.recoveryCode)) {
      this.#model.trusted(window.name, accountId, standing, at)
    }
  }

  /** When devices were used last, and how many recovery codes: any code that is taken changes it. */
  async #usesOf({ accountId }: Owner): Promise<string> {
    const [devices, set] = await Promise.all([
      this.#server.authenticators.confirmed(accountId),
      this.#server.recoveryCodes.find(accountId),
    ])
    const uses = devices.map(({ id, lastUsedAt }) => `${id} ${lastUsedAt}`)
    return [...uses.toSorted(), set && `${set.id} ${set.used.size}`].join()
  }

  /** What stands is the store's to say; what was shown is the owner's to keep. */
  async #look(owner: Owner, page: Page | undefined): Promise<Standing> {
    const { accountId } = owner
    const [account, devices, set] = await Promise.all([
      this.#server.accounts.find(accountId),
      this.#server.authenticators.confirmed(accountId),
      this.#server.recoveryCodes.find(accountId),
    ])
    const standing = new Set<string>(devices.map(({ id }) => id))
    owner.devices = owner.devices.filter(({ id }) => id !== undefined && standing.has(id))
    if (set) {
      standing.add(set.id)
      const known = new Set(owner.codes.map(({ code }) => code))
      for (const code of page ? codesShown(page) : []) {
        if (!known.has(code)) owner.codes.push({ code, set: set.id })
      }
    }
    return { disabled: account?.disabledAt !== undefined, credentials: standing }
  }

  /** Where the browser is now: an interaction goes on, or a relying party has its answer. */
  async #arrive(window: Window, chain: string | undefined, page: Page): Promise<void> {
    if (page.status >= 500) this.#blame(`${page.status} at ${page.url}: ${page.heading}`, window)
    const next = uidOf(page)
    if (chain !== undefined && next !== undefined && next !== chain) {
      this.#model.continued(chain, next)
    }
    const { arrived } = page
    if (!arrived?.has('code') || !window.request) return
    const { seen, started } = window.request
    // Another tab's request may have come back.
    const tokens = await started.finish(arrived).catch(() => undefined)
    if (!tokens) return
    const { sub, acr, amr = [], auth_time: authTime } = tokens.claims
    const told = `${acr} ${amr.join('+')}`
    this.#count(told)
    const owner = this.#owners.find(({ accountId }) => accountId === sub)
    if (!owner) return this.#blame(`a token for ${sub}, whom nobody knows`, window)
    const token = { accountId: owner.accountId, acr, amr, authTime }
    const now = Math.floor(this.#server.now() / 1000)
    const standing = await this.#look(owner, page)
    const earned = this.#model.earned(window.name, chain, owner.accountId)
    for (const wrong of this.#model.issued(window.name, chain, seen, token, standing, now)) {
      this.#blame(`${window.name}, ${seen.client}, ${told}: ${wrong}`, window)
    }
    const { refreshToken } = tokens
    if (refreshToken === undefined) return
    this.#held.push({ owner, window, refreshToken, first: token, earned })
    if (this.#held.length > HELD) this.#held.shift()
  }

  /** The relying party asks for other tokens, and the person is not asked. */
  async #refresh(): Promise<void> {
    const party = this.#parties.get('shop')
    if (!party || this.#held.length === 0) return
    const at = this.#random.integer(this.#held.length)
    const [held] = this.#held.splice(at, 1)
    if (!held) return
    const { owner, window, first, earned } = held
    this.#tell('shop: refreshes', owner)
    const standing = await this.#look(owner, undefined)
    const outcome = await refreshTokenGrant(party.configuration, held.refreshToken).catch(
      (error: unknown) => error,
    )
    this.#refreshes += 1
    if (outcome instanceof ResponseBodyError) {
      if (outcome.error !== 'invalid_grant') this.#blame(`refreshing: ${outcome.error}`, window)
      return this.#count('refused to refresh')
    }
    if (outcome instanceof Error) throw outcome
    const tokens = outcome as TokenEndpointResponse & TokenEndpointResponseHelpers
    const { acr, amr = [], auth_time: authTime } = (tokens.claims() ?? {}) as Partial<Claims>
    keepSecret(tokens.access_token)
    keepSecret(tokens.id_token ?? '')
    const token = { accountId: owner.accountId, acr, amr, authTime }
    const now = Math.floor(this.#server.now() / 1000)
    for (const wrong of this.#model.refreshed(earned, first, token, standing, now)) {
      this.#blame(`${window.name}, shop: ${wrong}`, window)
    }
    this.#count(`refreshed ${acr} ${amr.join('+')}`)
    const refreshToken = keepSecret(tokens.refresh_token ?? held.refreshToken)
    this.#held.push({ ...held, refreshToken })
  }

  #count(told: string): void {
    this.tokens.set(told, (this.tokens.get(told) ?? 0) + 1)
  }

  async #openConsole(window: Window): Promise<void> {
    const known = [...(pageOf(window)?.html.matchAll(/href="(\/account\/[^"]*)"/g) ?? [])].map(
      ([, href = '']) => href.replaceAll('&amp;', '&'),
    )
    const path = this.#random.chance(0.6) && known.length > 0 ? this.#random.pick(known) : undefined
    const where = path ?? this.#random.pick(CONSOLE)
    this.#tell(`${window.name}: opens ${where}`, window.owner)
    const page = await window.browser.open(`${this.#server.configuration.issuer}${where}`)
    await this.#arrive(window, undefined, page)
    await this.#look(window.owner, page)
  }

  async #wait(): Promise<void> {
    const seconds = this.#random.pick([1, 20, 30, 30, 60, 301, 700, 4000])
    this.#tell(`${seconds} seconds pass`)
    this.#server.advance(seconds)
  }

  /** Addresses and forms of somebody else, and what nobody would send. */
  async #trespass(window: Window): Promise<void> {
    const other = this.#random.pick(this.#windows.filter((one) => one !== window))
    const page = pageOf(other)
    const { issuer } = this.#server.configuration
    if (page && page.forms.length > 0 && this.#random.chance(0.5)) {
      const form = this.#random.pick(page.forms)
      this.#tell(`${window.name}: sends a form of ${other.name}'s, ${nameOf(form)}`, window.owner)
      const next = await window.browser.post(new URL(form.action, page.url).href, {
        ...form.fields,
        code: '123456',
      })
      if (next.status >= 500) this.#blame(`${next.status} at ${next.url}`, window)
      return
    }
    const odd = this.#random.pick(ODD)
    this.#tell(`${window.name}: opens ${odd}`, window.owner)
    const next = await window.browser.open(`${issuer}${odd}`)
    if (next.status >= 500) this.#blame(`${next.status} at ${odd}`, window)
  }

  async #signOut(window: Window): Promise<void> {
    this.#tell(`${window.name}: signs out`, window.owner)
    const page = await window.browser.open(`${this.#server.configuration.issuer}/session/end`)
    if (page.status >= 500) this.#blame(`${page.status} at sign-out`, window)
    if (!page.forms.some(({ action }) => action.endsWith('/session/end/confirm'))) return
    const after = await window.browser.submit('/session/end/confirm', { logout: 'yes' })
    if (after.status < 400) this.#model.signedOut(window.name)
  }

  /** What an operator does. */
  async #operate({ owner }: Window): Promise<void> {
    const { accounts, authenticators } = this.#server
    const { accountId } = owner
    const deed = this.#random.pick(['unlock', 'unlock', 'disable', 'enable', 'enable'] as const)
    this.#tell(`an operator: ${deed}`, owner)
    if (deed === 'unlock') await authenticators.unlock(accountId)
    else await accounts[deed](accountId)
  }
}

const CONSOLE = [
  '/account',
  '/account/devices/add',
  '/account/password',
  '/account/recovery-codes',
  '/account/recovery-codes/new',
  '/account/turn-off',
  '/account/sessions',
  '/account/activity',
  '/account/applications',
]

const ODD = [
  '/interaction/nowhere',
  '/account/devices/nothing/setup',
  '/auth?client_id=shop',
  '/auth?client_id=nobody&response_type=code',
  '/device',
  '/token',
  '/me',
  '/account/callback?state=%00.x',
  '/session/end?id_token_hint=a.b.c',
]

/** The page that a browser shows, if it has been anywhere. */
function pageOf({ browser }: Window): Page | undefined {
  return browser.shown
}

const uidOf = ({ url }: Page): string | undefined => /\/interaction\/([^/?]+)/.exec(url)?.[1]

/** The end of its address, without what differs from one to the next. */
const nameOf = ({ action }: PageForm): string =>
  (action.split('?')[0] ?? '')
    .replace(/^https?:\/\/[^/]+/, '')
    .replace(/\/interaction\/[^/]+/, '')
    .replace(/\/(devices|applications|browsers)\/(?!add)[^/]+/, '/$1/:id')
