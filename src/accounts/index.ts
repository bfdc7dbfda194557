export * from './account.ts'
export * from './account-store.ts'
export * from './directory.ts'
export * from './built-in-directory.ts'
