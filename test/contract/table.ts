import { essentialAcr } from '../support/relying-party.ts'
import type { Parameters } from '../support/visit.ts'
import type { ChannelName } from './channels.ts'
import { API, ONE, TWO, type ClientName } from './clients.ts'

/**
 * Who comes. A session with a password alone on an account that has a device is left out: it cannot
 * be had (`test/flows/traps.test.ts`, trap 1).
 */
export const STATES = {
  nobody: 'no session; an account without a device',
  password: 'a session with a password; an account without a device',
  both: 'a session with password and code',
  old: 'a session with password and code, both 400 seconds old',
} as const

export type State = keyof typeof STATES

/**
 * What is asked, in order, and what is answered: `password, device → 2fa`. Nothing before the arrow:
 * no page is shown. After it is a class or the error. `device` adds one.
 */
export type Expected = `${string}→ ${string}`

export interface Row {
  readonly source: string
  readonly client?: ClientName
  readonly parameters?: Parameters
  /** `id_token_hint`: whose id_token is sent along. */
  readonly hint?: 'own' | 'other'
  readonly expected: Readonly<Record<State, Expected>>
}

const claims = (acr: object): Parameters => ({ claims: JSON.stringify({ id_token: { acr } }) })
const userinfo = (acr: object | null): Parameters => ({
  claims: JSON.stringify({ userinfo: { acr, amr: null, auth_time: null } }),
})

const UNKNOWN = 'urn:unheard-of'

/** What the session has is enough, and a password where there is none. */
const NOTHING = {
  nobody: 'password → 1fa',
  password: '→ 1fa',
  both: '→ 2fa',
  old: '→ 2fa',
} as const
/** A second factor, enrolled where there is none. */
const SECOND = {
  nobody: 'password, device → 2fa',
  password: 'device → 2fa',
  both: '→ 2fa',
  old: '→ 2fa',
} as const
const FIRST = { nobody: 'password → 1fa', password: '→ 1fa', both: '→ 1fa', old: '→ 1fa' } as const
const ANEW = {
  nobody: 'password → 1fa',
  password: 'password → 1fa',
  both: 'password, code → 2fa',
  old: 'password, code → 2fa',
} as const
/** Not older than 300 seconds: of two factors the code alone is asked again. */
const RECENT = { ...NOTHING, old: 'code → 2fa' } as const
const NEVER = {
  nobody: '→ unmet_authentication_requirements',
  password: '→ unmet_authentication_requirements',
  both: '→ unmet_authentication_requirements',
  old: '→ unmet_authentication_requirements',
} as const
const OTHER = {
  nobody: 'password → login_required',
  password: 'password → login_required',
  both: 'password → login_required',
  old: 'password → login_required',
} as const

const SILENT = { prompt: 'none' } as const

export const TABLE: readonly Row[] = [
  { source: 'nothing', expected: NOTHING },

  // A wish (OpenID Connect Core 1.0 §3.1.2.1, §5.5.1.1): met where the account can, in the order of
  // preference, and answered by the name that was asked for.
  { source: 'acr_values: 2fa', parameters: { acr_values: TWO }, expected: SECOND },
  { source: 'acr_values: 1fa', parameters: { acr_values: ONE }, expected: FIRST },
  { source: 'acr_values: 1fa 2fa', parameters: { acr_values: `${ONE} ${TWO}` }, expected: FIRST },
  {
    source: 'acr_values: ? 2fa',
    parameters: { acr_values: `${UNKNOWN} ${TWO}` },
    expected: SECOND,
  },
  { source: 'acr_values: ?', parameters: { acr_values: UNKNOWN }, expected: NOTHING },
  { source: 'voluntary value 2fa', parameters: claims({ value: TWO }), expected: SECOND },
  { source: 'voluntary value ?', parameters: claims({ value: UNKNOWN }), expected: NOTHING },

  // A demand (§5.5.1.1): one of the values, or unmet_authentication_requirements.
  {
    source: 'essential value 2fa',
    parameters: claims({ essential: true, value: TWO }),
    expected: SECOND,
  },
  { source: 'essential values ? 2fa', parameters: essentialAcr(UNKNOWN, TWO), expected: SECOND },
  { source: 'essential values 1fa', parameters: essentialAcr(ONE), expected: FIRST },
  {
    source: 'essential value ?',
    parameters: claims({ essential: true, value: UNKNOWN }),
    expected: NEVER,
  },
  {
    source: 'essential without a value',
    parameters: claims({ essential: true }),
    expected: NOTHING,
  },
  {
    source: 'essential 2fa with acr_values 1fa',
    parameters: { ...essentialAcr(TWO), acr_values: ONE },
    expected: SECOND,
  },
  {
    source: 'essential value 2fa at userinfo',
    parameters: userinfo({ essential: true, value: TWO }),
    expected: SECOND,
  },

  // Where the truth is told besides the id_token.
  { source: 'acr, amr and auth_time at userinfo', parameters: userinfo(null), expected: NOTHING },
  {
    source: 'a token for an API and 2fa',
    parameters: { resource: API, scope: 'openid orders', acr_values: TWO },
    expected: SECOND,
  },

  // Age (§3.1.2.1): of what is answered.
  { source: 'max_age: 300', parameters: { max_age: '300' }, expected: RECENT },
  {
    source: 'max_age: 300 and 2fa',
    parameters: { max_age: '300', acr_values: TWO },
    expected: { ...SECOND, old: 'code → 2fa' },
  },
  {
    source: 'max_age: 300 and essential 1fa',
    parameters: { max_age: '300', ...essentialAcr(ONE) },
    // What the account demands of its own accord is judged as well: no request can lower it.
    expected: { ...FIRST, old: 'password, code → 1fa' },
  },
  { source: 'max_age: 0', parameters: { max_age: '0' }, expected: ANEW },
  { source: 'prompt: login', parameters: { prompt: 'login' }, expected: ANEW },

  // No page, ever (§3.1.2.6).
  {
    source: 'prompt: none',
    parameters: SILENT,
    expected: { ...NOTHING, nobody: '→ login_required' },
  },
  {
    source: 'prompt: none and 2fa',
    parameters: { ...SILENT, acr_values: TWO },
    expected: { ...SECOND, nobody: '→ login_required', password: '→ interaction_required' },
  },
  {
    source: 'prompt: none and essential 2fa',
    parameters: { ...SILENT, ...essentialAcr(TWO) },
    expected: { ...SECOND, nobody: '→ login_required', password: '→ interaction_required' },
  },
  {
    source: 'prompt: none and max_age: 300',
    parameters: { ...SILENT, max_age: '300' },
    expected: { ...NOTHING, nobody: '→ login_required', old: '→ login_required' },
  },
  {
    source: 'prompt: none and essential ?',
    parameters: { ...SILENT, ...essentialAcr(UNKNOWN) },
    expected: NEVER,
  },

  // Somebody in particular.
  { source: 'id_token_hint: the same account', hint: 'own', expected: NOTHING },
  { source: 'id_token_hint: another account', hint: 'other', expected: OTHER },
  {
    source: 'id_token_hint: another account, and prompt: none',
    hint: 'other',
    parameters: SILENT,
    expected: {
      nobody: '→ login_required',
      password: '→ login_required',
      both: '→ login_required',
      old: '→ login_required',
    },
  },

  // What a client's metadata say. Defaults give way to the request; a floor does not.
  { source: 'default_acr_values: 2fa', client: 'wishes-two', expected: SECOND },
  {
    source: 'default_acr_values: 2fa, and acr_values: 1fa',
    client: 'wishes-two',
    parameters: { acr_values: ONE },
    expected: FIRST,
  },
  {
    source: 'default_acr_values: 1fa, and essential 2fa',
    client: 'wishes-one',
    parameters: essentialAcr(TWO),
    expected: SECOND,
  },
  { source: 'default_max_age: 300', client: 'wants-recent', expected: RECENT },
  {
    source: 'default_max_age: 300, and max_age: 1000',
    client: 'wants-recent',
    parameters: { max_age: '1000' },
    expected: NOTHING,
  },
  { source: 'step_up_minimum_acr: 2fa', client: 'demands-two', expected: SECOND },
  {
    source: 'step_up_minimum_acr: 2fa, and acr_values: 1fa',
    client: 'demands-two',
    parameters: { acr_values: ONE },
    expected: SECOND,
  },
  {
    source: 'step_up_minimum_acr: 2fa, and prompt: none',
    client: 'demands-two',
    parameters: SILENT,
    expected: { ...SECOND, nobody: '→ login_required', password: '→ interaction_required' },
  },
]

/** Cases that make no sense, and why. */
export const LEFT_OUT: readonly {
  readonly channel: ChannelName
  readonly of: (row: Row) => boolean
  readonly why: string
}[] = [
  {
    channel: 'from a device',
    of: ({ parameters }) => parameters?.['prompt'] !== undefined,
    why: 'prompt is no parameter of a device’s request (RFC 8628 §3.1): max_age=0 asks for the same',
  },
  {
    channel: 'for an ID token by a form',
    of: ({ parameters }) =>
      parameters?.['resource'] !== undefined || (parameters?.['claims'] ?? '').includes('userinfo'),
    why: 'without an access token there is no API and no userinfo endpoint to ask for',
  },
  {
    channel: 'for an ID token by a form',
    of: ({ hint }) => hint !== undefined,
    why: 'the hint was issued to another client: test/flows/id-token-response.test.ts has its own',
  },
]
