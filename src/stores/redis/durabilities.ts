/** From the least to the most. */
export const DURABILITIES = ['none', 'local', 'replica'] as const

/**
 * What an acknowledged change to an account's protection has outlived: `none` leaves it to Redis'
 * `appendfsync`; `local`: the log is on Redis' disk; `replica`: on one replica's disk too.
 */
export type Durability = (typeof DURABILITIES)[number]
