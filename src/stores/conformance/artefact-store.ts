import type { AdapterFactory } from 'oidc-provider'

/** What oidc-provider keeps its artefacts in, and what ends a session at logout. */
export interface ArtefactStore {
  /** For oidc-provider's `adapter` option. */
  readonly adapter: AdapterFactory
  /**
   * Ends the session with this uid for good: its ids are destroyed, and a request that is under way
   * cannot write it back.
   */
  endSession(uid: string): Promise<unknown>
}
