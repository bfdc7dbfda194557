import type { z } from 'zod'
import { FRESH } from '../assurance/index.ts'
import { readSigned, signedText } from '../kernel/mac.ts'
import { setCookie } from '../web/index.ts'
import type { ConsoleContext, Visit } from './console-context.ts'

/** Seconds for which a form remembers what it was given right: for as long as that is fresh. */
export const FORM_MEMORY = FRESH

/**
 * A cookie that one form alone is given back, for as long as it remembers anything; `null` takes it away.
 *
 * @param form its address
 */
export function setFormCookie(
  { ctx }: Pick<Visit, 'ctx'>,
  name: string,
  form: string,
  value: string | null,
): void {
  if (value === null && ctx.cookies.get(name) === undefined) return
  setCookie(ctx, name, value, { path: form, seconds: FORM_MEMORY, sameSite: 'strict' })
}

/** What a form remembers in its browser. @param purpose what its signature says that it is for */
export function formMemory<Schema extends z.ZodType>(
  cookie: string,
  purpose: string,
  schema: Schema,
) {
  // It serves this session, this account and this form, and is nothing that anybody makes up.
  const claimOf = ({ session, account }: Visit, form: string): readonly string[] => [
    purpose,
    session.uid,
    account.id,
    form,
  ]
  return {
    keep: ({ mac }: ConsoleContext, visit: Visit, form: string, kept: z.input<Schema>): void =>
      setFormCookie(visit, cookie, form, signedText(mac, claimOf(visit, form), kept)),
    read: ({ mac }: ConsoleContext, visit: Visit, form: string): z.output<Schema> | undefined => {
      const shown = visit.ctx.cookies.get(cookie) ?? ''
      const kept = readSigned(mac, claimOf(visit, form), shown)
      return kept === undefined ? undefined : schema.parse(kept)
    },
    forget: (visit: Visit, form: string): void => setFormCookie(visit, cookie, form, null),
  }
}
