import { z } from 'zod'
import { proofBy, stands } from '../assurance/index.ts'
import { PASSWORD } from '../methods/password/method.ts'
import { plusSeconds, type Instant } from '../kernel/instant.ts'
import type { ConsoleContext, Visit } from './console-context.ts'
import { FORM_MEMORY, formMemory } from './form-cookie.ts'

/** What a form was given right while something else on it was refused. */
export interface Proved {
  readonly password?: Instant | undefined
}

const instant = z.int().transform((at) => at as Instant)

const provedSchema = z.object({ password: instant.exactOptional() })

const memory = formMemory('step_up_proved', 'proved', provedSchema)

/**
 * Remembers in the browser what this very form was given right, so that a refused field empties no other: a
 * password must not be written into a page. It is no evidence of the session, and a code is never remembered: what a
 * session goes on with is a proof of that moment.
 *
 * @param form its address
 */
export const rememberProved = memory.keep

/** The form has done what it is for: whoever opens it next proves all of it again. */
export const forgetProved = memory.forget

/** What of it still counts: not too old, and not voided since. */
export function provedBefore(context: ConsoleContext, visit: Visit, form: string): Proved {
  const { password } = memory.read(context, visit, form) ?? {}
  if (password === undefined) return {}
  const { ladder } = context
  const now = context.clock()
  const proof = proofBy(ladder, PASSWORD, password)
  const counts =
    plusSeconds(proof.at, FORM_MEMORY) > now && stands(ladder, proof, visit.subject.abilities, now)
  return counts ? { password } : {}
}
