import type { Context } from 'koa'
import { goTo } from '../web/index.ts'
import { showNext, type Step } from './page-context.ts'
import { typedName, type Typed } from './typed-name.ts'
import { boundTo } from './flow.ts'

/** Seconds: as long as a link works. */
const LIFETIME = 1800

/**
 * Hands a name on to the pages of a forgotten password, and where the sign-in is that may still be open.
 *
 * @param path where those pages are
 */
export function rememberForgotten(ctx: Context, path: string, typed: Typed): void {
  typedName.set(ctx, path, Date.now() / 1000 + LIFETIME, typed)
}

/** What the pages of a forgotten password know of the sign-in that led to them; whose the name is is anybody's guess. */
export const forgottenIn = (ctx: Context): Typed => typedName.get(ctx)

/** "Forgot your password?": on with the name that was typed. A password that came along is not looked at. */
export const leadToForgotten: Step = (page, ctx, flow, fields) => {
  const { interaction, client } = flow
  if (page.forgotPath === undefined) return showNext(page, ctx, interaction)
  const name = boundTo(flow)?.label ?? fields.get('login').trim()
  rememberForgotten(ctx, page.forgotPath, { name, interaction: interaction.uid })
  goTo(ctx, `${page.forgotPath}?client=${encodeURIComponent(client.clientId)}`)
}
