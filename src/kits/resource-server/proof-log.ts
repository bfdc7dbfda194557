import { LRUCache } from 'lru-cache'
import type { Clock, Instant } from '../../kernel/instant.ts'

/** Remembers which DPoP proofs were used (RFC 9449 §11.1). Several processes want a shared one. */
export interface ProofLog {
  /** Of any number of concurrent calls with one id, exactly one resolves true, until `until`. */
  firstUse(id: string, until: Instant): boolean | Promise<boolean>
}

/** A proof lives for a minute: this many are a thousand requests in each second of it. */
const PROOFS = 100_000

/** In this process's memory. When it is full the oldest are forgotten: memory stays bounded. */
export function createProofLog(clock: Clock): ProofLog {
  const used = new LRUCache<string, true>({ max: PROOFS, ttl: 1, perf: { now: clock } })
  return {
    firstUse: (id, until) => {
      if (used.has(id)) return false
      used.set(id, true, { ttl: Math.max(1, until - clock()) })
      return true
    },
  }
}
