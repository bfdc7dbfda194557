/** A forgotten password: asked for by name, replaced by a link in a mail. Start with `routes.ts`. */
export { passwordRoutes, withoutToken } from './routes.ts'
export { FORGOT_PATH, RESET_PATH, UNDO_EMAIL_PATH } from './context.ts'
export { createAfterwards, type Afterwards } from './afterwards.ts'
