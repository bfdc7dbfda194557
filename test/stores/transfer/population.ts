import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import type { ThrottleSubject } from '../../../src/kernel/throttle/attempt-store.ts'
import type { TimeStep } from '../../../src/people/authenticator.ts'
import {
  createAccountId,
  createAuthenticatorId,
  createLogoutNoticeId,
  createMailId,
  createRecoveryCodeSetId,
  createTrustedBrowserId,
  type AccountId,
} from '../../../src/kernel/ids.ts'
import { plusSeconds, type Instant } from '../../../src/kernel/instant.ts'
import { LANGUAGES } from '../../../src/kernel/languages.ts'
import { LIMIT, begin, firstCodeOf } from '../../../src/stores/conformance/authenticator-samples.ts'
import type { Store } from '../../../src/stores/store.ts'

/** Text that breaks what joins and splits: separators, quotes, braces, other scripts. */
const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12, unit: 'binary' }),
  fc.constantFrom('a:b', '{tag}', "it's", '"', '\\', '日本', 'dead', '-', 'used:1', '\u0000'),
)

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined })

/** Seconds before the present, or after it. */
const ago = fc.integer({ min: 0, max: 80_000 })
const ahead = fc.integer({ min: 600, max: 80_000 })

const device = fc.record({
  createdAgo: ago,
  /** Absent: it waits for its first code, and does not come along. The step that confirmed it, and the last that was used. */
  confirmed: maybe(fc.record({ step: fc.integer({ min: 1, max: 60_000_000 }), used: maybe(ago) })),
  algorithm: fc.constantFrom('SHA1', 'SHA256', 'SHA512'),
  digits: fc.constantFrom(6, 8),
})

const artefact = fc.record({
  model: fc.constantFrom(
    'AccessToken',
    'RefreshToken',
    'AuthorizationCode',
    'DeviceCode',
    'Client',
  ),
  name: text,
  payload: fc.dictionary(text, fc.jsonValue(), { maxKeys: 4 }),
  granted: fc.boolean(),
  expiresIn: maybe(ahead),
  consumed: fc.boolean(),
})

const person = fc.record({
  /** Absent where a host keeps its accounts elsewhere. */
  profile: maybe(
    fc.record({
      displayName: text,
      email: maybe(fc.constantFrom('ann@example.com', 'Ben@Example.com', 'änn@example.com')),
      language: maybe(fc.constantFrom(...LANGUAGES)),
      password: maybe(text),
      disabled: fc.boolean(),
      voided: fc.boolean(),
      leaving: fc.boolean(),
    }),
  ),
  devices: fc.array(device, { maxLength: 3 }),
  recoveryCodes: maybe(
    fc.record({
      count: fc.integer({ min: 1, max: 12 }),
      used: fc.uniqueArray(fc.nat({ max: 11 }), { maxLength: 4 }),
    }),
  ),
  /** Addresses that were proved, and whether another one waits. */
  addresses: fc.record({ proved: fc.integer({ min: 0, max: 3 }), waits: fc.boolean(), ahead }),
  resets: fc.array(fc.record({ clientId: maybe(text), ahead }), { maxLength: 4 }),
  browsers: fc.array(fc.record({ userAgent: text, ahead, usedAgo: ago }), { maxLength: 3 }),
  activity: fc.array(fc.record({ ago, entry: text }), { maxLength: 3 }),
  failures: fc.integer({ min: 0, max: 4 }),
  artefacts: fc.array(artefact, { maxLength: 3 }),
  sessions: fc.array(
    fc.record({ ahead, fate: fc.constantFrom('alive', 'renamed', 'destroyed', 'ended') }),
    { maxLength: 2 },
  ),
  grants: fc.array(fc.constantFrom('alive', 'destroyed', 'revoked'), { maxLength: 3 }),
  clients: fc.array(
    fc.record({
      name: text,
      metadata: fc.dictionary(text, fc.jsonValue(), { maxKeys: 4 }),
      secrets: fc.array(maybe(ahead), { maxLength: 3 }),
      removed: fc.boolean(),
    }),
    { maxLength: 2 },
  ),
  mails: fc.array(fc.record({ ago, claims: fc.integer({ min: 0, max: 2 }) }), { maxLength: 2 }),
})

export const population = fc.array(person, { maxLength: 6 })

type Person = typeof person extends fc.Arbitrary<infer T> ? T : never

/** What was put in, by the names by which it is found. */
export interface Known {
  readonly accounts: AccountId[]
  readonly logins: string[]
  readonly devices: { accountId: AccountId; id: ReturnType<typeof createAuthenticatorId> }[]
  /** The last one that was used. */
  readonly steps: Map<string, number>
  readonly subjects: ThrottleSubject[]
  readonly tokens: Uint8Array[]
  readonly artefacts: { model: string; id: string }[]
  readonly sessions: { id: string; uid: string }[]
  readonly userCodes: string[]
  readonly clients: string[]
}

/** Puts people into a store, through its ports alone. */
export async function settle(
  store: Store,
  people: readonly Person[],
  now: Instant,
): Promise<Known> {
  const known: Known = {
    accounts: [],
    logins: [],
    devices: [],
    steps: new Map(),
    subjects: [],
    tokens: [],
    artefacts: [],
    sessions: [],
    userCodes: [],
    clients: [],
  }
  for (const one of people) {
    const id = createAccountId()
    known.accounts.push(id)
    await settleProfile(store, known, id, one, now)
    await settleFactors(store, known, id, one, now)
    await settleArtefacts(store, known, id, one)
    await settleClients(store, known, id, one, now)
    for (const { ago: seconds, entry } of one.activity) {
      await store.activity.add(id, plusSeconds(now, -seconds), entry)
    }
    for (const { ago: seconds, claims } of one.mails) {
      const createdAt = plusSeconds(now, -seconds)
      const mail = { id: createMailId(), accountId: id, sealed: sealed(), createdAt }
      await store.outbox.add(mail)
      for (let claim = 0; claim < claims; claim += 1) await store.outbox.claim(now, now)
      const sid = claims === 1 ? {} : { sid: 'a session' }
      const notice = {
        id: createLogoutNoticeId(),
        clientId: 'shop',
        accountId: id,
        createdAt,
        ...sid,
      }
      await store.logouts.add(notice, claims === 2 ? plusSeconds(now, seconds) : undefined)
    }
  }
  return known
}

const sealed = () => ({ keyId: 'key-1', bytes: new Uint8Array(randomBytes(40)) })

async function settleClients(
  store: Store,
  known: Known,
  of: AccountId,
  { clients }: Person,
  now: Instant,
): Promise<void> {
  for (const [place, { name, metadata, secrets, removed }] of clients.entries()) {
    const id = `${name} ${place} of ${of}`
    known.clients.push(id)
    const client = {
      id,
      version: 1 + place,
      metadata,
      createdAt: now,
      changes: [{ kind: 'added', at: now, by: 'operator', version: 1 }] as const,
      secrets: secrets.map((end, index) => ({
        id: `${index} of ${id}`,
        sealed: sealed(),
        createdAt: now,
        ...(end === undefined ? {} : { expiresAt: plusSeconds(now, end) }),
      })),
      ...(removed ? { removedAt: now } : {}),
    }
    await store.clients.add(client, 1000)
  }
}

async function settleProfile(
  store: Store,
  known: Known,
  id: AccountId,
  { profile, resets, addresses }: Person,
  now: Instant,
): Promise<void> {
  if (!profile) return
  const { displayName, email, language, password, disabled, voided, leaving } = profile
  const login = `Lögin ${known.logins.length}`
  known.logins.push(login)
  await store.accounts.add({ id, login, displayName, createdAt: now }, password)
  await store.accounts.setEmail(id, email)
  await settleAddresses(store, known, id, addresses, now)
  await store.accounts.setLanguage(id, language)
  if (voided) await store.accounts.voidProofs(id, plusSeconds(now, -7))
  if (disabled) await store.accounts.disable(id, plusSeconds(now, -3))
  if (leaving) await store.accounts.leave(id, plusSeconds(now, 86_400))
  for (const { clientId, ahead: seconds } of resets) {
    const tokenHash = new Uint8Array(randomBytes(32))
    known.tokens.push(tokenHash)
    await store.passwordResets.put({
      tokenHash,
      accountId: id,
      expiresAt: plusSeconds(now, seconds),
      ...(clientId === undefined ? {} : { clientId }),
    })
  }
}

async function settleAddresses(
  store: Store,
  known: Known,
  accountId: AccountId,
  { proved, waits, ahead: seconds }: Person['addresses'],
  now: Instant,
): Promise<void> {
  const expiresAt = plusSeconds(now, seconds)
  for (let count = 0; count < proved + (waits ? 1 : 0); count += 1) {
    const [tokenHash, other] = [
      new Uint8Array(randomBytes(32)),
      new Uint8Array(randomBytes(32)),
    ] as const
    known.tokens.push(tokenHash, other)
    const email = `Address-${count}@example.com`
    await store.emailChanges.put({ tokenHash, accountId, email, expiresAt })
    if (count === proved) return
    await store.emailChanges.redeem(tokenHash, accountId, now, { tokenHash: other, expiresAt })
  }
}

async function settleFactors(
  store: Store,
  known: Known,
  accountId: AccountId,
  { devices, recoveryCodes, browsers, failures }: Person,
  now: Instant,
): Promise<void> {
  for (const [place, each] of devices.entries()) {
    const id = createAuthenticatorId()
    const createdAt = plusSeconds(now, -each.createdAgo)
    const parameters = {
      algorithm: each.algorithm,
      digits: each.digits === 6 ? 6 : 8,
      period: 30,
    } as const
    const name = `Gerät {${place}}`
    const made = { id, accountId, name, parameters, secret: sealed(), createdAt }
    await begin(store.authenticators, made)
    known.devices.push({ accountId, id })
    if (!each.confirmed) continue
    const { step, used } = each.confirmed
    await store.authenticators.confirm(firstCodeOf(made, { step: step as TimeStep, at: createdAt }))
    known.steps.set(id, used === undefined ? step : step + 7)
    if (used === undefined) continue
    const at = plusSeconds(now, -used)
    await store.authenticators.acceptStep(accountId, id, (step + 7) as TimeStep, at)
    await store.authenticators.noteNearMiss?.(accountId, id, { step: (step + 8) as TimeStep, at })
  }
  if (recoveryCodes) {
    const { count, used } = recoveryCodes
    const id = createRecoveryCodeSetId()
    const secret = sealed()
    const set = { id, accountId, secret, count, createdAt: now, used: new Map() }
    await store.recoveryCodes.put(set, undefined)
    for (const place of used) await store.recoveryCodes.use(accountId, id, place, now)
  }
  for (const { userAgent, ahead: seconds, usedAgo } of browsers) {
    const browser = {
      id: createTrustedBrowserId(),
      accountId,
      secretHash: new Uint8Array(randomBytes(32)),
      factors: 'f',
      userAgent,
      address: '::1',
      createdAt: now,
      expiresAt: plusSeconds(now, seconds),
      lastUsedAt: plusSeconds(now, -usedAgo),
    }
    await store.trustedBrowsers.add(browser, LIMIT)
  }
  for (const subject of [`totp:${accountId}`, `password:${accountId}`] as const) {
    known.subjects.push(subject)
    for (let failure = 0; failure < failures; failure += 1) {
      await store.attempts.charge(subject, POLICY, plusSeconds(now, -100))
    }
  }
}

export const POLICY = { free: 3, firstDelay: 3600, longestDelay: 3600, lockAt: 4 }

async function settleArtefacts(
  store: Store,
  known: Known,
  accountId: AccountId,
  { artefacts, sessions, grants }: Person,
): Promise<void> {
  for (const [place, fate] of grants.entries()) {
    const id = `grant ${place} of ${accountId}`
    known.artefacts.push({ model: 'Grant', id })
    await store.adapter('Grant').upsert(id, { accountId, clientId: `client ${place}` }, 40_000)
    await store.adapter('AccessToken').upsert(`of ${id}`, { grantId: id, accountId }, 3000)
    known.artefacts.push({ model: 'AccessToken', id: `of ${id}` })
    if (fate === 'destroyed') await store.adapter('Grant').destroy(id)
    if (fate === 'revoked') await store.artefacts.revokeGrants(accountId, `client ${place}`)
  }
  for (const [place, each] of artefacts.entries()) {
    const { model, name, granted, expiresIn, consumed } = each
    const id = `${name} ${place} of ${accountId}`
    const { consumed: _, grantId: __, userCode: ___, uid: ____, ...payload } = each.payload
    const userCode = model === 'DeviceCode' ? `code ${id}` : undefined
    if (userCode !== undefined) known.userCodes.push(userCode)
    const grantId = granted && grants.length > 0 ? `grant 0 of ${accountId}` : undefined
    const whole = {
      ...payload,
      accountId,
      ...(grantId === undefined ? {} : { grantId }),
      ...(userCode === undefined ? {} : { userCode }),
    }
    await store.adapter(model).upsert(id, whole, expiresIn)
    known.artefacts.push({ model, id })
    if (consumed)
      await store
        .adapter(model)
        .consume(id)
        .catch(() => undefined)
  }
  for (const [place, { ahead: seconds, fate }] of sessions.entries()) {
    const uid = `uid ${place} of ${accountId}`
    const adapter = store.adapter('Session')
    await adapter.upsert(`first ${uid}`, { uid, accountId }, seconds)
    known.sessions.push({ id: `first ${uid}`, uid })
    if (fate === 'renamed') {
      await adapter.upsert(`second ${uid}`, { uid, accountId }, seconds)
      known.sessions.push({ id: `second ${uid}`, uid })
    }
    if (fate === 'destroyed') await adapter.destroy(`first ${uid}`)
    if (fate === 'ended') await store.endSession(uid)
  }
}
