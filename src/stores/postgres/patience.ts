/** Milliseconds after which a statement is given up. */
export const PATIENCE = 2000

/**
 * How long for somebody else's lock: less than for the whole, so that the log tells which it was, and more than the second
 * after which PostgreSQL finds that two wait for each other.
 */
export const lockTimeoutOf = (patience: number): number => patience - 200

/**
 * When no answer is waited for any more, although the server should have given one by then: the network swallows it, or
 * a commit waits for a standby, which no timeout of the server's ends.
 */
export const silenceOf = (patience: number): number => patience + 500
