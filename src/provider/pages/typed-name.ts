import type { Context } from 'koa'

/** Longer ones are typed again. */
const LONGEST = 200

/**
 * The name that was typed in a sign-in, for whoever reloads its next page or comes back to it: the page is fetched
 * then, and would ask for the name once more. In a cookie of that very sign-in, so that nothing is stored. It proves
 * nothing: the name stands in a field, as one that an application suggests.
 */
export const typedName = {
  get(ctx: Context): string | undefined {
    const kept = ctx.cookies.get(nameIn(ctx))
    if (kept === undefined || kept === '') return undefined
    return Buffer.from(kept, 'base64url').toString().slice(0, LONGEST)
  },

  /** @param exp when the sign-in is over, in seconds since the epoch by the wall clock */
  set(ctx: Context, path: string, exp: number, name = ''): void {
    if (name === '' || name.length > LONGEST || name === typedName.get(ctx)) return
    ctx.cookies.set(nameIn(ctx), Buffer.from(name).toString('base64url'), {
      signed: false,
      httpOnly: true,
      sameSite: 'lax',
      secure: ctx.secure,
      path,
      maxAge: Math.max(1000, exp * 1000 - Date.now()),
    })
  },
}

const nameIn = (ctx: Context): string => (ctx.secure ? '__Secure-step_up_name' : 'step_up_name')
