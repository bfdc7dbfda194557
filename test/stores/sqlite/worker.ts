import { writeSync } from 'node:fs'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { DEFAULT_THROTTLE } from '../../../src/kernel/throttle/attempt-store.ts'
import type { TimeStep } from '../../../src/people/authenticator.ts'
import { createAccountId, type AccountId, type AuthenticatorId } from '../../../src/kernel/ids.ts'
import {
  NOW,
  begin,
  firstCodeOf,
  newAuthenticator,
} from '../../../src/stores/conformance/authenticator-samples.ts'
import { openSqliteStore, type SqliteStore } from '../../../src/stores/sqlite/open-sqlite-store.ts'

/**
 * A process of its own on a database file: says `ready`, waits for a line, does its task, and prints
 * what came of it. Started by `startWorker`.
 */
export interface WorkerTask {
  readonly name: keyof typeof TASKS
  readonly path: string
  readonly times: number
  readonly accountId?: AccountId
  readonly authenticatorId?: AuthenticatorId
  /** Distinguishes what this worker writes from what others write. */
  readonly label?: string
}

const say = (line: unknown): void => {
  // Synchronous: what is said before a kill has been said.
  writeSync(1, `${JSON.stringify(line)}\n`)
}

async function repeat<T>(times: number, call: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  for (let index = 0; index < times; index += 1) results.push(await call(index))
  return results
}

const succeeds = async (promise: Promise<unknown>): Promise<boolean> =>
  promise.then(
    () => true,
    () => false,
  )

const TASKS = {
  /** The file is opened after the signal, so that several create it at once. */
  open: async (_open: () => SqliteStore, { times, path }: WorkerTask) =>
    repeat(times, async () => {
      const store = openSqliteStore({ path })
      await store.check()
      store.close()
      return 'opened'
    }),

  'accept-step': async (open: () => SqliteStore, task: WorkerTask) => {
    const { authenticators } = open()
    const { accountId, authenticatorId } = task
    if (!accountId || !authenticatorId) throw new TypeError('whose?')
    return repeat(task.times, async () =>
      authenticators.acceptStep(accountId, authenticatorId, 1000 as TimeStep, NOW),
    )
  },

  charge: async (open: () => SqliteStore, { times }: WorkerTask) => {
    const { attempts } = open()
    return repeat(
      times,
      async () => (await attempts.charge('totp:account', DEFAULT_THROTTLE, NOW)).outcome,
    )
  },

  enrol: async (open: () => SqliteStore, { times, accountId, label }: WorkerTask) => {
    const { authenticators } = open()
    if (!accountId) throw new TypeError('whose?')
    return repeat(times, async (index) => {
      const device = newAuthenticator(accountId, `${label} ${index}`)
      const begun = await begin(authenticators, device)
      return begun === 'begun' ? (await authenticators.confirm(firstCodeOf(device))).outcome : begun
    })
  },

  consume: async (open: () => SqliteStore, { times }: WorkerTask) => {
    const codes = open().adapter('AuthorizationCode')
    return repeat(times, async (index) => succeeds(codes.consume(`code ${index}`)))
  },

  /** Writes one session under a new id each time, as overlapping resumes do. */
  rotate: async (open: () => SqliteStore, { times, label }: WorkerTask) => {
    const sessions = open().adapter('Session')
    return repeat(times, async (index) => {
      await sessions.upsert(`${label} ${index}`, { uid: 'uid' }, 3600)
      return `${label} ${index}`
    })
  },

  'end-session': async (open: () => SqliteStore, { times }: WorkerTask) => {
    const store = open()
    return repeat(times, async () => succeeds(store.endSession('uid')))
  },

  /** Acknowledges each write when it has resolved, until somebody kills it. */
  'write-for-ever': async (open: () => SqliteStore, task: WorkerTask) => {
    const { accounts } = open()
    for (let index = 0; ; index += 1) {
      const id = createAccountId()
      await accounts.add({ id, login: `${task.label} ${index}`, displayName: '', createdAt: NOW })
      say(id)
    }
  },
}

async function main(): Promise<void> {
  const task = JSON.parse(process.argv[2] ?? '') as WorkerTask
  const store = task.name === 'open' ? undefined : openSqliteStore({ path: task.path })
  say('ready')
  const input = createInterface(process.stdin)
  await once(input, 'line')
  input.close()
  const results: unknown = await TASKS[task.name](() => {
    if (!store) throw new TypeError('not opened')
    return store
  }, task)
  say(results)
  store?.close()
}

await main()
