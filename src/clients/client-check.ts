import type { ClientMetadata } from './client-store.ts'

/** What the server makes of a client's metadata: the very checks that those of the configuration pass at start. */
export type ClientVerdict =
  | {
      readonly outcome: 'fine'
      /** Whether it shows a secret, or something is signed or encrypted with one. */
      readonly needsSecret: boolean
    }
  | ClientProblem

export interface ClientProblem {
  readonly outcome: 'refused'
  /** The member that is wrong; absent where several do not fit together. */
  readonly field?: string | undefined
  readonly problem: string
}

/** Port: looks at a client's metadata, with its `client_id` and a `client_secret`. */
export type ClientCheck = (metadata: ClientMetadata) => Promise<ClientVerdict>

const refused = (field: string, problem: string): ClientProblem => ({
  outcome: 'refused',
  field,
  problem,
})

/** Bytes of one client's metadata as JSON: every node holds all of them in memory. */
export const LARGEST_METADATA = 32 * 1024

/** Characters of a client's id. */
const LONGEST_ID = 128

/** What no store is given, whatever the server would make of it. */
export function checkShape(id: string, metadata: ClientMetadata): ClientProblem | undefined {
  // RFC 6749 appendix A.1 allows spaces as well, which no client library can be trusted with.
  if (!/^[\x21-\x7e]+$/.test(id) || id.length > LONGEST_ID) {
    return refused(
      'client_id',
      `expected at most ${LONGEST_ID} printable ASCII characters without spaces`,
    )
  }
  const { client_id: given } = metadata
  if (given !== undefined && given !== id) return refused('client_id', `is not "${id}"`)
  for (const [name, value] of Object.entries(metadata)) {
    if (value === null) return refused(name, 'is null; leave it out instead')
  }
  if (Buffer.byteLength(JSON.stringify(metadata)) > LARGEST_METADATA) {
    return {
      outcome: 'refused',
      problem: `the metadata takes more than ${LARGEST_METADATA / 1024} KiB`,
    }
  }
  return undefined
}
