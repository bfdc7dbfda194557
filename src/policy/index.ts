/** Who demands what, of sign-ins and of what an owner does: pure, and here alone. */
export * from './actions.ts'
export * from './demands.ts'
export * from './protection.ts'
