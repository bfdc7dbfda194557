import {
  createPasswordHasher,
  type PasswordHasher,
} from '../../src/methods/password/password-hasher.ts'

export interface CountingHasher extends PasswordHasher {
  /** Hashes computed since it was last asked, by what they were for. */
  taken(): { made: number; checked: number }
}

/** A real hasher, quick by weak parameters, that counts: cost is compared by work and not by clock. */
export function countingHasher(
  hasher: PasswordHasher = createPasswordHasher(CHEAP),
): CountingHasher {
  let made = 0
  let checked = 0
  return {
    hash(password) {
      made += 1
      return hasher.hash(password)
    },
    verify(stored, password) {
      checked += 1
      return hasher.verify(stored, password)
    },
    verifyNothing(password) {
      checked += 1
      return hasher.verifyNothing(password)
    },
    queueLength: () => hasher.queueLength(),
    taken() {
      const counts = { made, checked }
      made = 0
      checked = 0
      return counts
    },
  }
}

export const CHEAP = { memoryCost: 64, timeCost: 1 }
