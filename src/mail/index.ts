/** Mails to the owners of accounts: kept in an outbox until a mail server has taken them. */
export * from './mail-sender.ts'
export * from './outbox.ts'
export * from './outbox-store.ts'
export * from './shown-mails.ts'
export * from './smtp.ts'
