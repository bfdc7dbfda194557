import { z } from 'zod'
import { setFormCookie } from './form-cookie.ts'
import type { ConsoleContext } from './console-context.ts'
import type { Visit } from './visit.ts'

const COOKIE = 'step_up_ending'

const schema = z.union([
  z.object({ session: z.string() }),
  z.object({ others: z.enum(['sessions', 'not-me']) }),
])

/** Which sessions are to end: one, or all others, which two pages offer. */
export type ChosenSessions = z.output<typeof schema>

/** What the signature covers: what was chosen in this session, in a form of ours, and nothing that anybody makes up. */
const claimOf = ({ session, account }: Visit, text: string) =>
  ['ending', session.uid, account.id, text] as const

/**
 * Keeps what was chosen while its owner proves a factor, so that it need not be chosen twice.
 *
 * @param form the address that takes it
 */
export function keepChosen(
  { mac }: ConsoleContext,
  visit: Visit,
  form: string,
  chosen: ChosenSessions,
): void {
  const text = Buffer.from(JSON.stringify(chosen)).toString('base64url')
  setFormCookie(visit, COOKIE, form, `${text}.${mac.sign(...claimOf(visit, text))}`)
}

/** What was chosen in this session; undefined for nothing. */
export function readChosen({ mac }: ConsoleContext, visit: Visit): ChosenSessions | undefined {
  const [text = '', signature = ''] = (visit.ctx.cookies.get(COOKIE) ?? '').split('.')
  if (text === '' || !mac.verify(claimOf(visit, text), signature)) return undefined
  return schema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
}

/** It is done. */
export function forgetChosen(visit: Visit, form: string): void {
  if (visit.ctx.cookies.get(COOKIE) !== undefined) setFormCookie(visit, COOKIE, form, null)
}
