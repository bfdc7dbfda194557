import type { Sealer } from '../../kernel/sealing/sealer.ts'
import { createSealer } from '../../stores/sealing.ts'
import type { SealingKey } from '../config/configuration.ts'

/** A sealer whose keys change while it is in use: what holds it need not know. */
export interface FollowingSealer extends Sealer {
  /** From then on the first of these seals, and they open. */
  follow(keys: readonly SealingKey[]): void
}

/** @throws ConfigurationError `sealingKeys`, and `follow` too, with nothing changed */
export function createFollowingSealer(keys: readonly SealingKey[]): FollowingSealer {
  let sealer = createSealer(keys)
  return {
    get keyId() {
      return sealer.keyId
    },
    seal: (secret, context) => sealer.seal(secret, context),
    open: (sealed, context) => sealer.open(sealed, context),
    follow(next) {
      sealer = createSealer(next)
    },
  }
}
