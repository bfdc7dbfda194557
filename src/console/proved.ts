import { z } from 'zod'
import { METHODS, stands, type Proof } from '../assurance/index.ts'
import type { CredentialId } from '../ids.ts'
import { plusSeconds, type Instant } from '../instant.ts'
import type { ConsoleContext, Visit } from './console-context.ts'

const COOKIE = 'step_up_proved'

/** Seconds for which a form does not ask again for what it was given right. */
const LIFETIME = 300

/** What a form was given right while something else on it was refused. */
export interface Proved {
  readonly password?: Instant | undefined
  readonly code?: Proof | undefined
}

const instant = z.int().transform((at) => at as Instant)

const provedSchema = z.object({
  password: instant.exactOptional(),
  code: z
    .object({
      method: z.enum(METHODS),
      at: instant,
      credential: z.string().transform((id) => id as CredentialId),
    })
    .exactOptional(),
})

/** What the signature covers: it serves this session, this account and this form, and nothing else. */
const claimOf = ({ session, account }: Visit, form: string, text: string) =>
  ['proved', session.uid, account.id, form, text] as const

/**
 * Remembers in the browser what this very form was given right, so that a refused field empties no other: a
 * password must not be written into a page, and a code is spent. It is no evidence of the session.
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
  setCookie(visit, form, `${text}.${mac.sign(...claimOf(visit, form, text))}`)
}

/** The form has done what it is for: whoever opens it next proves all of it again. */
export function forgetProved(visit: Visit, form: string): void {
  if (visit.ctx.cookies.get(COOKIE) !== undefined) setCookie(visit, form, null)
}

function setCookie({ ctx }: Visit, path: string, value: string | null): void {
  ctx.cookies.set(COOKIE, value, {
    signed: false,
    httpOnly: true,
    sameSite: 'strict',
    secure: ctx.secure,
    path,
    maxAge: LIFETIME * 1000,
  })
}

/** What of it still counts: not too old, not voided since, and of a factor that the account still has. */
export function provedBefore({ mac, clock }: ConsoleContext, visit: Visit, form: string): Proved {
  const [text = '', signature = ''] = (visit.ctx.cookies.get(COOKIE) ?? '').split('.')
  if (text === '' || !mac.verify(claimOf(visit, form, text), signature)) return {}
  const { password, code } = provedSchema.parse(
    JSON.parse(Buffer.from(text, 'base64url').toString()),
  )
  const now = clock()
  const counts = (proof: Proof): boolean =>
    plusSeconds(proof.at, LIFETIME) > now && stands(proof, visit.subject.abilities, now)
  return {
    ...(password !== undefined && counts({ method: 'password', at: password }) ? { password } : {}),
    ...(code && counts(code) ? { code } : {}),
  }
}
