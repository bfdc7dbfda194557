/** What happened to an account: for its owner to read, and to be told by mail. */
export * from './activity-store.ts'
export * from './history.ts'
export * from './journal.ts'
export type { Activity } from './events.ts'
export type { Line } from './row.ts'
