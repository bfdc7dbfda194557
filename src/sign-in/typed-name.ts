import type { Context } from 'koa'
import { setCookie } from '../web/index.ts'

/** Longer ones are typed again; no address of a mailbox is longer. */
const LONGEST = 320

/** What is known of somebody who typed a name. */
export interface Typed {
  readonly name?: string
  /** The sign-in, where it was typed in one and is wanted elsewhere. */
  readonly interaction?: string
}

/**
 * The name that was typed in a sign-in, for whoever reloads its next page or comes back to it: the page is fetched
 * then, and would ask for the name once more. In a cookie of that very sign-in, so that nothing is stored, and in no
 * address, as those stand in the history and in logs. It proves nothing: the name stands in a field, as one that an
 * application suggests.
 */
export const typedName = {
  get(ctx: Context): Typed {
    const [name = '', interaction = ''] = (ctx.cookies.get(nameIn(ctx)) ?? '').split('.')
    return {
      ...(name === '' ? {} : { name: Buffer.from(name, 'base64url').toString().slice(0, LONGEST) }),
      ...(/^[\w-]{1,64}$/.test(interaction) ? { interaction } : {}),
    }
  },

  /**
   * @param path of the pages that it is for
   * @param exp until when, in seconds since the epoch by the wall clock
   */
  set(ctx: Context, path: string, exp: number, { name = '', interaction }: Typed): void {
    const text = name.length > LONGEST ? '' : Buffer.from(name).toString('base64url')
    const kept = interaction === undefined ? text : `${text}.${interaction}`
    if (kept === '' || kept === ctx.cookies.get(nameIn(ctx))) return
    setCookie(ctx, nameIn(ctx), kept, { path, seconds: Math.max(1, exp - Date.now() / 1000) })
  },
}

const nameIn = (ctx: Context): string => (ctx.secure ? '__Secure-step_up_name' : 'step_up_name')
