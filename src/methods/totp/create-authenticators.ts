import { createAuthenticatorId, type AccountId } from '../../kernel/ids.ts'
import { plusSeconds, type Instant } from '../../kernel/instant.ts'
import { present } from '../../kernel/typing.ts'
import type { Secret } from '../../kernel/secret.ts'
import { DEFAULT_THROTTLE, signInBudgetOf } from '../../kernel/throttle/attempt-store.ts'
import {
  DEFAULT_TOTP,
  type Authenticator,
  type TotpParameters,
  attemptInSteps,
  judgeName,
  readDeviceName,
  refuseLookAlike,
  enrollerKey,
  type Enroller,
  centreOf,
  nextCodeAt,
  type Enrolment,
  WINDOW,
} from '../../people/index.ts'
import { createTotpSecret } from './key-uri.ts'
import { judgeFirstCode } from './first-code.ts'
import { locate } from './locate.ts'
import { isCodeOf, normalizeCode } from './totp.ts'
import {
  PENDING_LIFETIME,
  WRONG_FIRST_CODES,
  type Authenticators,
  type AuthenticatorsOptions,
} from './authenticators.ts'

export function createAuthenticators(options: AuthenticatorsOptions): Authenticators {
  const { store, attempts, sealer, clock } = options
  const attemptCode = options.attemptCode ?? attemptInSteps(attempts, store)
  const limit = options.limit ?? 10
  const throttle = options.throttle ?? DEFAULT_THROTTLE
  const parameters = options.parameters ?? DEFAULT_TOTP
  const window = options.window ?? WINDOW
  const pendingLifetime = options.pendingLifetime ?? PENDING_LIFETIME
  /** What was begun before waits no more. */
  const sinceFor = ({ notBefore }: Enroller): Instant => {
    const since = plusSeconds(clock(), -pendingLifetime)
    return notBefore !== undefined && notBefore > since ? notBefore : since
  }

  const open = (authenticator: Authenticator): Secret =>
    sealer.open(authenticator.secret, {
      purpose: 'authenticator',
      accountId: authenticator.accountId,
      id: authenticator.id,
    })

  const confirmed = (accountId: AccountId) => store.list(accountId)

  const waiting = (accountId: AccountId, by: Enroller) =>
    store.waiting(accountId, enrollerKey(by), sinceFor(by))

  const pending = async (accountId: AccountId, by: Enroller) => {
    const authenticator = await waiting(accountId, by)
    return authenticator && { authenticator, secret: open(authenticator) }
  }

  /** Told before anything is set up; that no two have such names in the end is the store's own promise. */
  const lookAlikeOf = async (accountId: AccountId, name: string) => {
    const others = (await confirmed(accountId)).map((device) => device.name)
    // A full account is told so whatever the name is.
    return others.length >= limit ? undefined : refuseLookAlike(name, others)
  }

  async function begin(
    accountId: AccountId,
    input: string,
    by: Enroller,
    settings: TotpParameters,
  ): Promise<Enrolment> {
    const read = readDeviceName(input)
    if ('refused' in read) return { outcome: read.refused }
    const { name } = read
    const alike = await lookAlikeOf(accountId, name)
    if (alike) return alike
    const id = createAuthenticatorId()
    const sealed = sealer.seal(createTotpSecret(settings.algorithm), {
      purpose: 'authenticator',
      accountId,
      id,
    })
    const createdAt = clock()
    const outcome = await store.begin(
      { id, accountId, name, parameters: settings, secret: sealed, createdAt },
      enrollerKey(by),
      limit,
      plusSeconds(createdAt, -pendingLifetime),
    )
    return outcome === 'begun' ? { outcome, id } : { outcome }
  }

  return {
    limit,
    confirmed,
    pending,

    async list(accountId, by) {
      const [devices, own] = await Promise.all([confirmed(accountId), by && waiting(accountId, by)])
      return own ? [...devices, own] : devices
    },

    async judgeName(accountId, input) {
      const names = (await confirmed(accountId)).map(({ name }) => name)
      return judgeName(input, names, limit)
    },

    begin: (accountId, input, by) => begin(accountId, input, by, parameters),

    async beginStandard(accountId, by) {
      const name = (await waiting(accountId, by))?.name
      if (name === undefined) return undefined
      return { name, enrolment: await begin(accountId, name, by, DEFAULT_TOTP) }
    },

    async confirm(accountId, id, input, by, draftCodes) {
      const found = await pending(accountId, by)
      if (found?.authenticator.id !== id) return { outcome: 'gone' }
      const { authenticator, secret } = found
      const [now, since] = [clock(), sinceFor(by)]
      const judged = judgeFirstCode(secret, normalizeCode(input), now, authenticator, window)
      if (judged.is === 'malformed') {
        return { outcome: judged.is, digits: [authenticator.parameters.digits] }
      }

      // Nobody learns what came of it before it is charged.
      const own = { accountId, by: enrollerKey(by), id }
      const failures = await store.chargeFirstCode(own, WRONG_FIRST_CODES, since)
      if (failures === undefined) return { outcome: 'gone' }
      if (judged.is === 'wrong') {
        if (failures >= WRONG_FIRST_CODES) {
          await store.abandon(own)
          return { outcome: 'given_up', name: authenticator.name }
        }
        const { flaw, another: step } = judged
        if (step !== undefined) await store.noteNearMiss?.(accountId, id, { step, at: now })
        return { outcome: 'rejected', ...present({ flaw }) }
      }
      const { step } = judged
      // The step counts as used, so that the code which confirmed the device signs nobody in.
      const recoveryCodes = draftCodes?.()
      const confirming = await store.confirm({
        ...own,
        step,
        at: now,
        since,
        limit,
        ...(recoveryCodes ? { recoveryCodes } : {}),
      })
      const { outcome } = confirming
      if (outcome === 'gone') return { outcome }
      const { name } = authenticator
      if (outcome !== 'confirmed') return { ...confirming, name }
      return {
        outcome,
        authenticator: id,
        name,
        ...(recoveryCodes && confirming.recoveryCodes ? { recoveryCodes } : {}),
      }
    },

    abandon: (accountId, id, by) => store.abandon({ accountId, by: enrollerKey(by), id }),
    abandonAll: (accountId) => store.abandonAll(accountId),

    async verify(accountId, input, guess) {
      const devices = await confirmed(accountId)
      const lengths = [...new Set(devices.map((device) => device.parameters.digits))]
      const code = normalizeCode(input)
      if (!lengths.some((digits) => isCodeOf(code, digits))) {
        return { outcome: 'malformed', digits: lengths }
      }

      const now = clock()
      // Every device is tried to the end, whether or not one matched before: the time tells nothing.
      const found = devices.flatMap((device) => {
        const located = locate(open(device), code, now, device, window)
        return located ? [{ device, ...located }] : []
      })
      const matches = found.filter(({ is }) => is === 'taken')
      // Nobody learns what came of it before the attempt is charged: parallel guesses cannot outrun the
      // count (RFC 4226 §7.3).
      const attempt = await attemptCode({
        accountId,
        subject: signInBudgetOf(accountId),
        policy: throttle,
        at: now,
        matches: matches.map(({ device, step }) => ({ id: device.id, step })),
      })
      // The same code may be right in the next one: then it is another guess.
      const steps = devices.map((device) => centreOf(device, now)).join(' ')
      if (attempt.outcome !== 'charged') {
        const repeated = await guess?.wasWrong(steps)
        // What locked is answered so again.
        return repeated && attempt.outcome === 'throttled'
          ? { outcome: 'rejected', reason: 'mismatch' }
          : attempt
      }
      const accepted = devices.find(({ id }) => id === attempt.accepted)
      if (accepted) {
        return { outcome: 'accepted', authenticator: accepted.id, name: accepted.name }
      }
      for (const { is, device, step } of found) {
        if (is === 'near') await store.noteNearMiss?.(accountId, device.id, { step, at: now })
      }
      const [replayed] = matches
      const { locks } = attempt
      const locked = locks ? { locks } : {}
      if (!replayed) {
        const repeated = await guess?.isRepeated(steps)
        if (repeated) await attempts.refund?.(signInBudgetOf(accountId))
        return { outcome: 'rejected', reason: 'mismatch', ...(repeated ? {} : locked) }
      }
      const nextAt = nextCodeAt(replayed.device, now)
      return { outcome: 'rejected', reason: 'replayed', nextAt, ...locked }
    },

    async rename(accountId, id, input) {
      const read = readDeviceName(input)
      if ('refused' in read) return { outcome: read.refused }
      const renaming = await store.rename(accountId, id, read.name)
      return typeof renaming === 'string' ? { outcome: renaming } : renaming
    },

    remove: (accountId, id) => store.remove(accountId, id),
    removeSpare: (accountId, id) => store.removeSpare(accountId, id),
    removeAll: (accountId) => store.removeAll(accountId),
    unlock: (accountId) => attempts.clear(signInBudgetOf(accountId)),
  }
}
