import { z } from 'zod'
import type { AuthenticatorId, TrustedBrowserId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { count, throttles } from './counters.ts'
import { attempt, event, says, type Line, type Outcome, type Told } from './row.ts'

/** A browser from which wrong codes came; no more is known of it than that it is the same. */
export interface CodeBrowser {
  readonly id: string
  /** How many, since its last right one. */
  readonly wrongCodes: number
}

const text = z.string()
const authenticator = z.custom<AuthenticatorId>()
const trustedBrowser = z.custom<TrustedBrowserId>()
const instant = z.int().transform((at) => at as Instant)

/** The application that was signed in to. */
const clientId = text.exactOptional()
/** Somebody has signed in to the account in this browser before. Written by no version before 0.2. */
const known = z.boolean().exactOptional()
const byOwner = z.enum(['owner', 'administrator'])

const outcomeOf = ({ outcome }: { readonly outcome: string }): Outcome => {
  if (outcome === 'accepted') return 'succeeded'
  return outcome === 'throttled' || outcome === 'locked' ? 'refused' : 'failed'
}
const failed = (): Outcome => 'failed'
const anyone = () => 'anyone' as const
const owner = () => 'owner' as const

const wrong = (code: WrongCode, alarming: number): Line => ({ fact: { code }, alarming })
type WrongCode =
  | `password_${'wrong' | 'refused'}`
  | `code_${'wrong' | 'replayed' | 'refused'}`
  | `recovery_code_${'wrong' | 'refused'}`

/** Someone came in. */
const entered = {
  kept: {
    clientId,
    /** The same as of a `password_alone` that it went on from. Written by no version before 0.2. */
    attempt: text.exactOptional(),
    methods: z.array(text).readonly(),
  },
  unkept: {
    /** The class that was reached, by the name that it was asked for by. Absent where it is decided later. */
    acr: text.exactOptional(),
    /** The browser that was not asked for the routine code. */
    trustedBrowser: trustedBrowser.exactOptional(),
  },
  endsInteraction: true,
} as const

const entries = (
  name: 'sign_ins' | 'step_ups',
  { acr, trustedBrowser: used }: Told<typeof entered.unkept>,
) => [
  count(name, { outcome: 'completed', acr }),
  ...(used === undefined ? [] : [count('trusted_browsers', { outcome: 'used' })]),
]

const device = {
  kept: {
    /** What its owner calls it, after the event. */
    name: text,
  },
  unkept: { authenticator },
}

const browser = { unkept: { browser: trustedBrowser } }

/**
 * Every type of event, and all that is made of it: what hosts are told, what the account's owner reads and is mailed,
 * what is counted. A new one is a row here, and its words in `views/texts`.
 */
export const EVENTS = {
  /** A right one is the sign-in that follows, or `password_alone`; so with codes. */
  password: attempt({
    kept: {
      known,
      outcome: z.enum(['accepted', 'rejected', 'throttled', 'locked']),
      clientId,
    },
    outcome: outcomeOf,
    floods: true,
    history: ({ outcome }) => {
      if (outcome === 'accepted') return undefined
      return outcome === 'rejected' ? wrong('password_wrong', 5) : wrong('password_refused', 1)
    },
    counts: ({ outcome }) => [count('passwords', { outcome }), ...throttles('password', outcome)],
  }),
  code: event({
    kept: {
      known,
      outcome: z.enum(['accepted', 'mismatch', 'replayed', 'throttled', 'locked']),
      clientId,
    },
    unkept: {
      authenticator: authenticator.exactOptional(),
      browser: z.custom<CodeBrowser>().exactOptional(),
    },
    outcome: outcomeOf,
    floods: true,
    history: ({ outcome }) => {
      if (outcome === 'accepted') return undefined
      if (outcome === 'mismatch') return wrong('code_wrong', 3)
      return outcome === 'replayed' ? wrong('code_replayed', 3) : wrong('code_refused', 1)
    },
    counts: ({ outcome }) => [
      count('code_verifications', { method: 'totp', outcome }),
      ...throttles('totp', outcome),
    ],
  }),
  recovery_code: event({
    kept: {
      known,
      outcome: z.enum(['accepted', 'mismatch', 'used', 'throttled', 'locked']),
      /** How many codes still work, where one was accepted. */
      remaining: z.int().exactOptional(),
      clientId,
    },
    unkept: { browser: z.custom<CodeBrowser>().exactOptional() },
    outcome: outcomeOf,
    floods: true,
    history: ({ outcome, remaining = 0 }) => {
      if (outcome === 'accepted') {
        return { fact: { code: 'recovery_code_used', remaining }, right: true }
      }
      return outcome === 'mismatch' || outcome === 'used'
        ? wrong('recovery_code_wrong', 3)
        : wrong('recovery_code_refused', 1)
    },
    mail: ({ outcome, remaining = 0 }) =>
      outcome === 'accepted' ? { kind: 'recovery_code_used', remaining } : undefined,
    counts: ({ outcome }) => [
      count('code_verifications', { method: 'recovery_code', outcome }),
      ...throttles('recovery_code', outcome),
    ],
  }),
  signed_in: event({
    ...entered,
    history: says('signed_in', { right: true }),
    counts: (facts) => entries('sign_ins', facts),
  }),
  stepped_up: event({
    ...entered,
    history: says('stepped_up', { right: true }),
    counts: (facts) => entries('step_ups', facts),
  }),
  /** A right password with which more was due: whoever gave it gets no further without that. */
  password_alone: event({
    kept: {
      clientId,
      /** Names this way through our pages: the sign-in that comes of it has the same. */
      attempt: text,
      known,
    },
    outcome: failed,
    // Somebody may know the password.
    history: says('password_alone', { alarming: 1 }),
  }),
  /** It has come to nothing: its owner is shown none, though up to 0.1.0 it was written. */
  declined: attempt({
    kept: { clientId },
    unkept: {
      /** What was declined. */
      at: z.enum(['sign_in', 'step_up', 'consent']),
    },
    counts: ({ at }) => [
      at === 'consent'
        ? count('consents_declined', {})
        : count(at === 'sign_in' ? 'sign_ins' : 'step_ups', {
            outcome: 'declined',
            acr: undefined,
          }),
    ],
    endsInteraction: true,
  }),
  /**
   * With the attempt before there were too many wrong passwords at a name, or wrong codes at an account: none is
   * looked at from here on. Without an account: nobody has the name.
   */
  account_locked: attempt({
    kept: { factor: z.enum(['password', 'code']), clientId },
    outcome: failed,
    history: ({ factor }) => ({
      fact: { code: factor === 'password' ? 'password_locked' : 'codes_locked' },
      alarming: 1,
    }),
    mail: ({ factor }) => ({ kind: 'account_locked', factor }),
    counts: ({ factor }) => [count('account_locks', { factor })],
  }),
  /** It is no device yet; but nobody else sees it, and its owner must hear of one that they did not begin. */
  device_begun: event({
    ...device,
    history: says('device_begun'),
    counts: () => [count('enrolments', { outcome: 'begun' })],
  }),
  device_confirmed: event({
    ...device,
    history: says('device_added'),
    mail: ({ name }) => ({ kind: 'device_added', name }),
    counts: () => [count('enrolments', { outcome: 'confirmed' })],
  }),
  /** It came from another program, where its owner had confirmed it. */
  device_imported: event({ ...device, history: says('device_imported') }),
  /** An administrator took the keys of all devices out, for moving away. */
  device_secrets_exported: event({
    kept: { reason: text },
    history: says('device_secrets_exported'),
    mail: ({ reason }) => ({ kind: 'device_secrets_exported', reason }),
  }),
  device_renamed: event({ ...device, history: says('device_renamed') }),
  device_removed: event({
    ...device,
    history: says('device_removed'),
    mail: ({ name }) => ({ kind: 'device_removed', name }),
    counts: () => [count('device_removals', {})],
  }),
  device_code_rejected: event({
    kept: { outcome: z.literal('mismatch') },
    unkept: { authenticator },
    // When they were counted for the account: up to 0.1.0.
    formerly: { outcome: z.enum(['mismatch', 'throttled', 'locked']) },
    outcome: failed,
    actor: owner,
    history: says('setup_code_wrong', { alarming: Infinity }),
    counts: ({ outcome }) => [count('enrolments', { outcome })],
  }),
  recovery_codes_issued: event({
    history: says('recovery_codes_issued'),
    counts: () => [count('recovery_code_sets', { reason: 'issued' })],
  }),
  recovery_codes_regenerated: event({
    history: says('recovery_codes_regenerated'),
    mail: () => ({ kind: 'recovery_codes_regenerated' }),
    counts: () => [count('recovery_code_sets', { reason: 'regenerated' })],
  }),
  recovery_codes_seen: event({ history: says('recovery_codes_seen') }),
  /** The last second factor went: the password alone opens the account. */
  second_factor_off: event({
    history: says('second_factor_off'),
    mail: () => ({ kind: 'second_factor_off' }),
    counts: () => [count('second_factors_off', {})],
  }),
  /** An administrator removed every second factor. */
  second_factor_reset: event({
    history: says('second_factor_reset'),
    mail: () => ({ kind: 'second_factor_reset' }),
    counts: () => [count('second_factors_off', {})],
  }),
  browser_trusted: event({
    ...browser,
    history: says('browser_trusted'),
    counts: () => [count('trusted_browsers', { outcome: 'trusted' })],
  }),
  browser_forgotten: event({
    ...browser,
    history: says('browser_forgotten'),
    counts: () => [count('trusted_browsers', { outcome: 'forgotten' })],
  }),
  browsers_forgotten: event({
    kept: { count: z.int() },
    history: says('browsers_forgotten'),
    counts: (facts) => [count('trusted_browsers', { outcome: 'forgotten' }, facts.count)],
  }),
  password_changed: event({
    kept: { by: z.enum(['owner', 'reset', 'administrator']) },
    history: ({ by }) => PASSWORD_CHANGED[by],
    mail: ({ by }) => ({ kind: 'password_changed', by }),
    counts: ({ by }) => [count('password_changes', { by })],
  }),
  /**
   * Without an account: nobody has the name that was typed. Its mail holds a link: who makes the link posts it, here
   * and below.
   */
  password_reset_asked: attempt({
    unkept: {
      /** Why no link was mailed, though somebody has the name. */
      refused: z.enum(['disabled', 'no_address', 'no_password', 'throttled']).exactOptional(),
    },
    outcome: ({ refused }) => (refused === undefined ? 'succeeded' : 'refused'),
    actor: anyone,
    floods: true,
    history: says('password_reset_asked'),
    counts: ({ accountId, refused }) => [
      count('password_resets_asked', {
        outcome: accountId === undefined ? 'unknown' : (refused ?? 'mailed'),
      }),
      ...throttles('password_reset', refused),
    ],
  }),
  /** An administrator made the account, shut it out, let it in again, or forgot its failures. */
  account_created: event({ history: says('account_created') }),
  account_disabled: event({ history: says('account_disabled') }),
  account_enabled: event({ history: says('account_enabled') }),
  account_unlocked: event({ history: says('account_unlocked') }),
  account_removed: event({
    kept: { by: byOwner },
    // When its time has come the server removes it, as its owner wanted.
    actor: ({ by }) => (by === 'owner' ? 'owner' : 'operator'),
    history: says('account_removed'),
  }),
  /** Its owner wants it deleted, which can be taken back before `until`. */
  account_leaving: event({
    kept: { until: instant },
    history: says('account_leaving'),
    mail: ({ until }) => ({ kind: 'account_leaving', until }),
  }),
  /** Its owner has taken that back. */
  account_staying: event({
    history: says('account_staying'),
    mail: () => ({ kind: 'account_staying' }),
  }),
  /** A link to a new address was mailed there: it is the account's when its owner opens it. */
  email_change_asked: event({ history: says('email_change_asked') }),
  email_changed: event({
    kept: {
      by: byOwner,
      /** Whether the account is known to have the new address. */
      verified: z.boolean(),
    },
    history: ({ by }) => ({
      fact: { code: by === 'owner' ? 'email_changed' : 'email_set_by_administrator' },
    }),
  }),
  /** By a link that was mailed to the address that is the account’s again. */
  email_change_undone: event({ history: says('email_change_undone') }),
  sessions_ended: event({
    kept: {
      count: z.int(),
      /** Absent where their owner wanted it, or has a new password. */
      because: z.enum(['too_many', 'administrator']).exactOptional(),
    },
    actor: ({ because }) => (because === 'too_many' ? 'system' : undefined),
    history: ({ because, count: ended }) => {
      if (because === undefined) return { fact: { code: 'sessions_ended', count: ended } }
      return {
        fact: {
          code: because === 'too_many' ? 'sessions_over_limit' : 'sessions_ended_by_administrator',
        },
      }
    },
    counts: (facts) => [count('sessions_ended', {}, facts.count)],
  }),
  application_revoked: event({
    kept: { clientId: text },
    history: ({ clientId: application }) => ({
      fact: { code: 'application_revoked', application },
    }),
  }),
} as const

const PASSWORD_CHANGED = {
  owner: { fact: { code: 'password_changed' }, right: true },
  reset: { fact: { code: 'password_reset' }, right: true },
  administrator: { fact: { code: 'password_set_by_administrator' } },
} as const
