import type { Adapter } from 'oidc-provider'

/** oidc-provider's adapter of one model, and what its contract does not know. */
export interface ArtefactAdapter extends Adapter {
  /**
   * Of any number of calls exactly one resolves, on any node; the others throw `AlreadyConsumed`, as does a call for
   * what is unknown, destroyed or revoked.
   *
   * @param grace seconds for which a call for what was consumed already resolves as well: the first time stays. For
   *   what may be used twice by the same request sent twice, and for nothing else. @default 0
   */
  consume(id: string, grace?: number): Promise<void>
}

/** For oidc-provider's `adapter` option. */
export type ArtefactAdapterFactory = (model: string) => ArtefactAdapter
