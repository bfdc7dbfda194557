import { equal } from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { AdapterPayload } from 'oidc-provider'
import type { Account } from '../../people/account.ts'
import { DEFAULT_THROTTLE } from '../../kernel/throttle/attempt-store.ts'
import type { Authenticator, TimeStep } from '../../people/authenticator.ts'
import {
  createAccountId,
  createMailId,
  createRecoveryCodeSetId,
  createTrustedBrowserId,
  type AccountId,
} from '../../kernel/ids.ts'
import { plusSeconds, systemClock, type Instant } from '../../kernel/instant.ts'
import { budgetsOf } from '../budgets-of.ts'
import type { Store } from '../store.ts'
import { EVER, confirmed, enrollerOf, pending } from './authenticator-samples.ts'

export const HOUR = 3600
const HALF_AN_HOUR = 1800

/** By the wall clock, by which stores let things expire. */
export const now = systemClock
const soon = (): Instant => plusSeconds(now(), HALF_AN_HOUR)

const secret = { keyId: 'key-1', bytes: Uint8Array.from([0, 1, 2, 127, 128, 255]) }
const tokenHashOf = (login: string): Uint8Array =>
  Uint8Array.from(createHash('sha256').update(login).digest())

export const origin = { address: '192.0.2.7', userAgent: 'Browser/1.0' }
const ENTRY = JSON.stringify({ type: 'signed_in', origin, methods: [] })

export const session = (uid: string, accountId: AccountId): AdapterPayload => ({ uid, accountId })

export interface Settled {
  readonly account: Account
  /** Waits for its first code. */
  readonly tablet: Authenticator
}

/** An account, or what a host keeps elsewhere, with everything that may be an account's. */
export async function settled(store: Store, login: string, isOurs = true): Promise<Settled> {
  const account: Account = {
    id: createAccountId(),
    login,
    displayName: login,
    email: `${login}@example.org`,
    emailVerified: true,
    createdAt: now(),
  }
  const { id: accountId } = account
  if (isOurs) equal(await store.accounts.add(account, `hash of ${login}`), true)
  await confirmed(store.authenticators, accountId, 'phone', 1 as TimeStep)
  const tablet = await pending(store.authenticators, accountId, 'tablet')
  const id = createRecoveryCodeSetId()
  const codes = { id, accountId, secret, count: 10, createdAt: now(), used: new Map() }
  equal(await store.recoveryCodes.put(codes, undefined), true)
  await store.trustedBrowsers.add(
    {
      id: createTrustedBrowserId(),
      accountId,
      secretHash: tokenHashOf(login),
      factors: 'factors',
      ...origin,
      createdAt: now(),
      expiresAt: soon(),
      lastUsedAt: now(),
    },
    10,
  )
  await store.passwordResets.put({ tokenHash: tokenHashOf(login), accountId, expiresAt: soon() })
  await store.emailChanges.put({
    tokenHash: tokenHashOf(login),
    accountId,
    email: `new-${login}@example.org`,
    expiresAt: soon(),
  })
  await store.outbox.add({ id: createMailId(), accountId, sealed: secret, createdAt: now() })
  for (const subject of budgetsOf(accountId, account)) {
    await store.attempts.charge(subject, DEFAULT_THROTTLE, now())
  }
  await store.activity.add(accountId, now(), ENTRY)
  for (const each of ['one', 'two']) {
    const payload = session(`${each} of ${login}`, accountId)
    await store.adapter('Session').upsert(`id of ${each} of ${login}`, payload, HOUR)
    const grantId = `${each} for ${login}`
    await store.adapter('Grant').upsert(grantId, { accountId, clientId: each }, HOUR)
    await store.adapter('AccessToken').upsert(grantId, { accountId, grantId }, HOUR)
  }
  return { account, tablet }
}

const countOfThose = async (all: readonly Promise<unknown>[]): Promise<number> =>
  (await Promise.all(all)).filter((one) => one !== undefined).length

/** How much there is of everything. */
export async function holdingsOf(store: Store, { account, tablet }: Settled) {
  const { id, login } = account
  const found = (model: string, name: (each: string) => string) =>
    countOfThose(['one', 'two'].map((each) => store.adapter(model).find(name(each))))
  return {
    accounts: await countOfThose([store.accounts.find(id), store.accounts.findByLogin(login)]),
    listed: (await store.accounts.list(undefined, 100)).filter((one) => one.id === id).length,
    addresses: (await store.accounts.listByEmail(`${login}@example.org`, 10)).length,
    devices: (await store.authenticators.list(id)).length,
    waiting: await countOfThose([store.authenticators.waiting(id, enrollerOf(tablet), EVER)]),
    recoveryCodes: await countOfThose([store.recoveryCodes.find(id)]),
    browsers: (await store.trustedBrowsers.list(id, now())).length,
    resets: await countOfThose([store.passwordResets.find(tokenHashOf(login), now())]),
    emailChanges: await countOfThose([store.emailChanges.find(tokenHashOf(login), now())]),
    mails: await store.outbox.waitingFor(id),
    failures: await countOfThose(
      budgetsOf(id, account).map((subject) => store.attempts.find(subject)),
    ),
    sessions: await found('Session', (each) => `id of ${each} of ${login}`),
    listedSessions: (await store.artefacts.sessionsOf(id, 10)).length,
    countedSessions: await store.artefacts.countSessions(id),
    grants: await found('Grant', (each) => `${each} for ${login}`),
    listedGrants: (await store.artefacts.grantsOf(id)).length,
    tokens: await found('AccessToken', (each) => `${each} for ${login}`),
  }
}

type Holdings = Awaited<ReturnType<typeof holdingsOf>>

/** What `settled` makes. */
export const ALL: Holdings = {
  accounts: 2,
  listed: 1,
  addresses: 1,
  devices: 1,
  waiting: 1,
  recoveryCodes: 1,
  browsers: 1,
  resets: 1,
  emailChanges: 1,
  mails: 1,
  failures: 10,
  sessions: 2,
  listedSessions: 2,
  countedSessions: 2,
  grants: 2,
  listedGrants: 2,
  tokens: 2,
}

export const NOTHING = Object.fromEntries(Object.keys(ALL).map((name) => [name, 0]))
