import { z } from 'zod'
import { proofBy, stands } from '../assurance/index.ts'
import { PASSWORD } from '../methods/password/method.ts'
import { plusSeconds, type Instant } from '../kernel/instant.ts'
import type { ConsoleContext } from './console-context.ts'
import type { Visit } from './visit.ts'
import { FORM_MEMORY, setFormCookie } from './form-cookie.ts'

const COOKIE = 'step_up_proved'

/** What a form was given right while something else on it was refused. */
export interface Proved {
  readonly password?: Instant | undefined
}

const instant = z.int().transform((at) => at as Instant)

const provedSchema = z.object({ password: instant.exactOptional() })

/** What the signature covers: it serves this session, this account and this form, and nothing else. */
const claimOf = ({ session, account }: Visit, form: string, text: string) =>
  ['proved', session.uid, account.id, form, text] as const

/**
 * Remembers in the browser what this very form was given right, so that a refused field empties no other: a
 * password must not be written into a page. It is no evidence of the session, and a code is never remembered: what a
 * session goes on with is a proof of that moment.
 *
 * @param form its address
 */
export function rememberProved(
  { mac }: ConsoleContext,
  visit: Visit,
  form: string,
  proved: Proved,
): void {
  const text = Buffer.from(JSON.stringify(proved)).toString('base64url')
  setFormCookie(visit, COOKIE, form, `${text}.${mac.sign(...claimOf(visit, form, text))}`)
}

/** The form has done what it is for: whoever opens it next proves all of it again. */
export function forgetProved(visit: Visit, form: string): void {
  if (visit.ctx.cookies.get(COOKIE) !== undefined) setFormCookie(visit, COOKIE, form, null)
}

/** What of it still counts: not too old, and not voided since. */
export function provedBefore(
  { mac, clock, ladder }: ConsoleContext,
  visit: Visit,
  form: string,
): Proved {
  const [text = '', signature = ''] = (visit.ctx.cookies.get(COOKIE) ?? '').split('.')
  if (text === '' || !mac.verify(claimOf(visit, form, text), signature)) return {}
  const { password } = provedSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
  if (password === undefined) return {}
  const now = clock()
  const proof = proofBy(ladder, PASSWORD, password)
  const counts =
    plusSeconds(proof.at, FORM_MEMORY) > now && stands(ladder, proof, visit.subject.abilities, now)
  return counts ? { password } : {}
}
