import { AsyncLocalStorage } from 'node:async_hooks'
import { Fault } from '../../kernel/faults.ts'
import type { AccountId } from '../../kernel/ids.ts'
import type { ActivityStore } from '../../audit/activity-store.ts'
import type { OutboxStore } from '../../mail/outbox-store.ts'
import { emptyDocument, type AccountDocument } from '../../people/document/document.ts'
import { parse } from './parsed.ts'
import { TAKEN, type Along, type DocumentEngine } from './port.ts'
import { writeOf } from './writing.ts'

/** What an action has come to so far: nothing of it is written yet. */
export interface UnderWay {
  readonly id: AccountId
  /** False once it has ended: what it has left running is no part of it any more. */
  isOpen: boolean
  /** Whether a name that it has asked for was another account's when all was to be written. */
  readonly isTaken: boolean
  /** As it stood when the action began, and as it is by now. */
  readonly before: AccountDocument
  document: AccountDocument
  readonly along: { entries: Along['entries'][number][]; mails: Along['mails'][number][] }
  readonly afterwards: (() => void)[]
  /** Why it is not written. */
  failure?: { readonly error: unknown }
}

/** Actions of which all is written at once: the account, its history, and the mails that tell its owner. */
export interface Together {
  /**
   * Runs an action on an account, and writes what it came to. Where somebody else has changed the account meanwhile it is
   * run anew upon that, so it does nothing outside of the store that may not be done twice.
   */
  run<T>(id: AccountId, work: () => Promise<T>): Promise<T>
  /** The action that is under way on this account, here; undefined where each change goes its own way. */
  current(id: AccountId): UnderWay | undefined
  /** What is under way is not written, and fails by this error. False where no action is. */
  abandon(error: unknown): boolean
  /** Does it once all is written, and never where that fails; at once where no action is under way. */
  afterwards(work: () => void): void
}

/** Far more often than people change one account at once. */
const MOST_ATTEMPTS = 50

const CHANGED = Symbol('changed')

const isNameTaken = (written: symbol): boolean => written === TAKEN

interface Attempt<T> {
  readonly action: UnderWay
  readonly result: T
}

/** @param engine reads an account as it is now, whatever the request has read before */
export function createTogether(engine: Pick<DocumentEngine, 'read' | 'change'>): Together {
  const actions = new AsyncLocalStorage<UnderWay>()
  const underWay = (): UnderWay | undefined => {
    const action = actions.getStore()
    return action?.isOpen ? action : undefined
  }

  async function attempt<T>(
    id: AccountId,
    text: string | undefined,
    isTaken: boolean,
    work: () => Promise<T>,
  ): Promise<Attempt<T>> {
    const before = text === undefined ? emptyDocument(id) : parse(id, text)
    const action: UnderWay = {
      id,
      isOpen: true,
      isTaken,
      before,
      document: before,
      along: { entries: [], mails: [] },
      afterwards: [],
    }
    const result = await actions.run(action, work).finally(() => {
      action.isOpen = false
    })
    if (action.failure) throw action.failure.error
    return { action, result }
  }

  return {
    async run(id, work) {
      // An action that is a part of another one stands and falls with it.
      if (underWay()?.id === id) return work()
      let text = await engine.read(id)
      let isTaken = false
      for (let attempts = 1; attempts <= MOST_ATTEMPTS; attempts += 1) {
        const { action, result } = await attempt(id, text, isTaken, work)
        const { before, document, along, afterwards } = action
        const isChanged = document !== before
        let found = text
        const written = await (isChanged || along.entries.length + along.mails.length > 0
          ? engine.change(id, (now) => {
              found = now
              if (isChanged && now !== text) return { result: CHANGED }
              return {
                result: undefined,
                along,
                ...(isChanged ? { write: writeOf(before, document) } : {}),
              }
            })
          : undefined)
        if (written === undefined) {
          for (const after of afterwards) after()
          return result
        }
        text = found
        isTaken = isNameTaken(written)
      }
      throw new Fault('store_unavailable', 'an account is being changed all the time')
    },

    current(id) {
      const action = underWay()
      return action?.id === id ? action : undefined
    },

    abandon(error) {
      const action = underWay()
      if (action) action.failure ??= { error }
      return action !== undefined
    },

    afterwards(work) {
      const action = underWay()
      if (action) action.afterwards.push(work)
      else work()
    },
  }
}

/** The same history, written with the action that it tells of. */
export const activityTogether = (activity: ActivityStore, together: Together): ActivityStore => ({
  ...activity,
  async add(accountId, at, entry) {
    const action = together.current(accountId)
    if (action) action.along.entries.push({ at, entry })
    else await activity.add(accountId, at, entry)
  },
})

/** The same mails, written with the action that they tell of. */
export const outboxTogether = (outbox: OutboxStore, together: Together): OutboxStore => ({
  ...outbox,
  async add(mail, dueAt = mail.createdAt) {
    const action = together.current(mail.accountId)
    if (action) action.along.mails.push({ mail, dueAt })
    else await outbox.add(mail, dueAt)
  },
})
