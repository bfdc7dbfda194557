/** Numbers that depend on the seed alone, so that a run that found something can be had again. */
export interface Random {
  /** From 0 up to, and not including, `below`. */
  integer(below: number): number
  /** True so often. @param share from 0 to 1 */
  chance(share: number): boolean
  /** @throws Error where there is nothing to choose from */
  pick<T>(from: readonly T[]): T
}

/** Mulberry32: 32 bits of state, which is plenty for tests. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const integer = (below: number): number => Math.floor(next() * below)
  return {
    integer,
    chance: (share) => next() < share,
    pick(from) {
      const chosen = from[integer(from.length)]
      if (chosen === undefined) throw new Error('there is nothing to choose from')
      return chosen
    },
  }
}
