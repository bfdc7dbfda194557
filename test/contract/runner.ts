import { strict as assert } from 'node:assert'
import { decodeJwt } from 'jose'
import * as client from 'openid-client'
import type { Page } from '../support/browser.ts'
import { Person, type Device } from '../support/person.ts'
import type { Claims } from '../support/relying-party.ts'
import type { TestServer } from '../support/test-server.ts'
import { stepOf, type Parameters } from '../support/visit.ts'
import { CHANNELS, partyOf, statusOfErrors, type Answer, type ChannelName } from './channels.ts'
import { API, type ClientName } from './clients.ts'
import type { Row, State } from './table.ts'
import { partsOf, told, truthOf, type Proved, type Truth } from './truth.ts'

/** Two accounts: one without a device, one with. */
export interface Cast {
  readonly plain: Person
  readonly guarded: Person
  readonly phone: Device
  /** Each relying party, discovered once. */
  readonly party: (id: ClientName) => Promise<client.Configuration>
  /** An id_token of each. */
  readonly idTokens: ReadonlyMap<string, string>
}

const seconds = (server: Pick<TestServer, 'now'>): number => Math.floor(server.now() / 1000)

export async function castOf(server: TestServer): Promise<Cast> {
  const plain = await Person.of(server)
  const guarded = await Person.of(server)
  const phone = await guarded.addDevice('Phone')
  const parties = new Map<ClientName, Promise<client.Configuration>>()
  const party = (id: ClientName): Promise<client.Configuration> => {
    const known = parties.get(id) ?? partyOf(server.configuration.issuer, id)
    parties.set(id, known)
    return known
  }
  const idTokens = new Map<string, string>()
  for (const person of [plain, guarded]) {
    const exchange = await CHANNELS['in the query'](await party('plain'), {}, person.browser)
    const signedIn = stepOf(exchange.first) ? await person.givePassword() : exchange.first
    const answer = await exchange.end(signedIn)
    assert.ok(answer.error === undefined)
    idTokens.set(person.account.id, answer.idToken)
  }
  return { plain, guarded, phone, party, idTokens }
}

/** Somebody in this state, at a browser of their own. */
async function arrive(cast: Cast, state: State): Promise<{ person: Person; proved: Proved }> {
  const person = (state === 'both' || state === 'old' ? cast.guarded : cast.plain).elsewhere()
  const { server } = person
  const proved: Proved = {}
  if (state === 'nobody') return { person, proved }
  const { first } = await CHANNELS['in the query'](await cast.party('plain'), {}, person.browser)
  await walk(person, first, state === 'password' ? ['password'] : ['password', 'code'], {
    proved,
    phone: cast.phone,
  })
  server.advance(state === 'old' ? 400 : 60)
  return { person, proved }
}

/** The form for the code that a device shows asks for no proof. */
const asked = (page: Page) =>
  new URL(page.url).pathname.startsWith('/device') ? undefined : stepOf(page)

/** Does what is expected to be asked, and nothing else. */
async function walk(
  person: Person,
  first: Page,
  steps: readonly string[],
  { proved, phone }: { readonly proved: Proved; readonly phone: Device },
): Promise<Page> {
  let page = first
  for (const step of steps) {
    assert.equal(asked(page), step, page.heading)
    if (step === 'password') {
      page = await person.givePassword()
      proved.password = seconds(person.server)
      continue
    }
    person.server.advance(30)
    page = step === 'code' ? await person.giveCode(phone.code()) : await person.enrolHere('Phone')
    proved.code = seconds(person.server)
  }
  assert.equal(asked(page), undefined, `nothing more is asked at "${page.heading}"`)
  return page
}

/** One case: who comes, by which channel, with which request. */
export async function check(
  cast: Cast,
  row: Row,
  state: State,
  channel: ChannelName,
): Promise<void> {
  const { steps, result } = partsOf(row.expected[state])
  const { person, proved } = await arrive(cast, state)
  const party = await cast.party(row.client ?? 'plain')
  const exchange = await CHANNELS[channel](party, parametersOf(cast, row, person), person.browser)
  const last = await walk(person, exchange.first, steps, { proved, phone: cast.phone })
  const answer = await exchange.end(last)
  if (answer.error !== undefined) {
    assert.equal(answer.error, result)
    assert.equal(last.status, statusOfErrors(channel))
    return
  }
  const truth = truthOf(result, proved)
  assert.equal(answer.claims.sub, person.account.id)
  assert.deepEqual(told(answer.claims), truth)
  if (answer.accessToken === '') return
  await checkElsewhere(party, row.parameters ?? {}, answer, truth)
}

function parametersOf({ plain, guarded, idTokens }: Cast, row: Row, person: Person): Parameters {
  if (!row.hint) return row.parameters ?? {}
  const own = person.account.id
  const other = own === plain.account.id ? guarded.account.id : plain.account.id
  const hint = idTokens.get(row.hint === 'own' ? own : other) ?? ''
  return { ...row.parameters, id_token_hint: hint }
}

/** The access token says what the id_token says, and userinfo where it was asked to. */
async function checkElsewhere(
  party: client.Configuration,
  parameters: Parameters,
  { accessToken, claims }: Extract<Answer, { claims: Claims }>,
  truth: Truth,
): Promise<void> {
  if (parameters['resource'] === undefined) {
    const introspected = await client.tokenIntrospection(party, accessToken)
    assert.equal(introspected.active, true)
    assert.deepEqual(told(introspected as Partial<Claims>), truth, 'introspection')
  } else {
    const payload = decodeJwt<Partial<Claims>>(accessToken)
    assert.equal(payload.aud, API)
    assert.deepEqual(told(payload), truth, 'the signed access token')
  }
  if (!parameters['claims']?.includes('userinfo')) return
  const info = await client.fetchUserInfo(party, accessToken, claims.sub)
  assert.deepEqual(told(info as Partial<Claims>), truth, 'userinfo')
}
