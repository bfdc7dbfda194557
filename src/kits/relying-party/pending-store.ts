import { LRUCache } from 'lru-cache'
import type { Instant } from '../../kernel/instant.ts'
import type { StepUpChallenge } from './parse-challenge.ts'

/** An action that waits for its user to come back from the provider. JSON, if the action is. */
export interface PendingAction<Action> {
  readonly action: Action
  readonly challenge: StepUpChallenge
  /** Of the browser that left. */
  readonly session: string
  /** `sub` of the account that wanted the action. */
  readonly subject: string
  readonly redirectUri: string
  readonly nonce: string
  readonly codeVerifier: string
  readonly expiresAt: Instant
}

/** Where actions wait, by `state`. It holds PKCE verifiers: keep it on the server. */
export interface PendingStore<Action> {
  /** Kept until `expiresAt` at least, or until it is taken. */
  put(state: string, pending: PendingAction<Action>): Promise<void> | void
  /** Of any number of concurrent calls with one state, exactly one gets it; the others get nothing. */
  take(
    state: string,
  ): Promise<PendingAction<Action> | undefined> | PendingAction<Action> | undefined
}

/** As many actions as wait at once; the oldest are forgotten, and memory stays bounded. */
const PENDING = 10_000

/** In this process's memory: for one process, whose users start again when it restarts. */
export function createMemoryPendingStore<Action>(max = PENDING): PendingStore<Action> {
  const waiting = new LRUCache<string, PendingAction<Action>>({ max })
  return {
    put: (state, pending) => void waiting.set(state, pending),
    take: (state) => {
      const pending = waiting.get(state)
      waiting.delete(state)
      return pending
    },
  }
}
