import { AlreadyConsumed } from '../../../src/stores/already-consumed.ts'
import type { TimeStep } from '../../../src/people/authenticator.ts'
import { plusSeconds, type Instant } from '../../../src/kernel/instant.ts'
import type { Store } from '../../../src/stores/store.ts'
import { POLICY, type Known } from './population.ts'

/** Everything that the ports tell of what was put in, first by looking and then by trying. */
export async function observe(store: Store, known: Known, now: Instant): Promise<unknown> {
  return { looked: await look(store, known, now), tried: await attempt(store, known, now) }
}

async function look(store: Store, known: Known, now: Instant): Promise<unknown> {
  const accounts = await each(known.accounts, async (id) => ({
    account: await store.accounts.find(id),
    devices: await store.authenticators.list(id),
    recoveryCodes: await store.recoveryCodes.find(id),
    browsers: await store.trustedBrowsers.list(id, now),
    activity: (await store.activity.list(id, undefined, 100)).map(({ at, entry }) => ({
      at,
      entry,
    })),
    sessions: inOrder(await store.artefacts.sessionsOf(id, 100)),
    grants: inOrder(await store.artefacts.grantsOf(id)),
  }))
  return {
    accounts,
    list: await store.accounts.list(undefined, 100),
    left: (await store.accounts.listLeft(plusSeconds(now, 365 * 86_400), 100)).toSorted(),
    byLogin: await each(known.logins, (login) => store.accounts.findByLogin(login)),
    byEmail: await each(['ANN@example.com', 'ben@example.com', 'ÄNN@example.com'], (email) =>
      store.accounts.listByEmail(email, 100),
    ),
    changes: await each(known.tokens, (token) => store.emailChanges.find(token, now)),
    undoing: await each(known.tokens, (token) => store.emailChanges.findUndo(token, now)),
    resets: await each(known.tokens, (token) => store.passwordResets.find(token, now)),
    artefacts: await each(known.artefacts, ({ model, id }) => store.adapter(model).find(id)),
    bySessionId: await each(known.sessions, ({ id }) => store.adapter('Session').find(id)),
    byUid: await each(known.sessions, ({ uid }) => store.adapter('Session').findByUid(uid)),
    clients: await each(known.clients, (id) => store.clients.find(id)),
    allClients: await store.clients.list(undefined, 100),
    byUserCode: await each(known.userCodes, (code) =>
      store.adapter('DeviceCode').findByUserCode(code),
    ),
  }
}

/** What only shows when it is tried: used steps, budgets, tombstones, whose turn a mail has. */
async function attempt(store: Store, known: Known, now: Instant): Promise<unknown> {
  const steps = await each(known.devices, async ({ accountId, id }) => {
    const [device] = (await store.authenticators.list(accountId)).filter((one) => one.id === id)
    if (!device) return 'none'
    const accepted = (step: number) =>
      store.authenticators.acceptStep(accountId, id, step as TimeStep, now)
    // What was used last is known: neither it is accepted nor one before, and the next one is.
    const last = known.steps.get(id) ?? 0
    return [await accepted(last - 1), await accepted(last), await accepted(last + 1)]
  })
  const charges = await each(known.subjects, (subject) =>
    store.attempts.charge(subject, POLICY, now),
  )
  const mails: unknown[] = []
  for (;;) {
    const mail = await store.outbox.claim(now, plusSeconds(now, 60))
    if (!mail) break
    mails.push(mail)
  }
  const consumed = await each(known.artefacts, ({ model, id }) =>
    store
      .adapter(model)
      .consume(id)
      .then(
        () => true,
        (error: unknown) => error instanceof AlreadyConsumed || error,
      ),
  )
  // What is dead is not written back, by its id nor by its uid.
  // Such a write may end the session that has taken another id; nothing writes that late after a move.
  const sessions = store.adapter('Session')
  const alive = await each(known.sessions, ({ id }) => sessions.find(id))
  // Such a write may end the session that has another id by now; nothing writes that late after a move.
  const revived = await each(
    known.sessions.filter((_, place) => !alive[place]),
    async ({ id, uid }) => {
      await sessions.upsert(id, { uid }, 3600)
      return sessions.find(id)
    },
  )
  const granted = await each(
    known.artefacts.filter(({ model }) => model === 'Grant'),
    async ({ id }) => {
      await store.adapter('Grant').upsert(id, { clientId: 'again' }, 3600)
      return store.adapter('Grant').find(id)
    },
  )
  return { steps, charges, mails: inOrder(mails), consumed, revived, granted }
}

const each = async <T, Result>(
  values: readonly T[],
  call: (value: T) => Promise<Result>,
): Promise<Result[]> => {
  const results: Result[] = []
  for (const value of values) results.push(await call(value))
  return results
}

/** Of one instant, stores tell them in any order. */
const inOrder = (values: readonly unknown[]): readonly string[] =>
  values.map((value) => JSON.stringify(value)).toSorted()
