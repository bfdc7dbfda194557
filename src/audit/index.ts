/** What happened to an account: for its owner to read, and to be told by mail. */
export * from './activity.ts'
export * from './activity-store.ts'
export * from './journal.ts'
