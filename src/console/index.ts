/** The account console: what people do with their own devices. Start with `routes.ts`. */
export { consoleRoutes } from './routes.ts'
export { createChosenPasswords } from './chosen-password.ts'
export { accountActionOf } from './asked-for.ts'
export type { ConsoleContext } from './console-context.ts'
