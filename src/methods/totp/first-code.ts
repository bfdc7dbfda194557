import type { Instant } from '../../kernel/instant.ts'
import type { Secret } from '../../kernel/secret.ts'
import { assertNever } from '../../kernel/typing.ts'
import {
  fastBy,
  isSecond,
  type Authenticator,
  type FirstCodeFlaw,
  type TimeStep,
} from '../../people/index.ts'
import { diagnose } from './diagnose.ts'
import { isCodeOf, matchCode } from './totp.ts'

/** What a first code is, before it is charged: nobody learns it before. */
export type JudgedFirstCode =
  | { readonly is: 'right'; readonly step: TimeStep }
  /** `another`: the time step that it is the code of, outside the window. */
  | { readonly is: 'wrong'; readonly flaw?: FirstCodeFlaw; readonly another?: TimeStep }
  /** It has not the length that was asked for, and no program would show it. */
  | { readonly is: 'malformed' }

/**
 * Judges the first code of a device that waits, and finds out why it does not match. A wrong clock is told after two codes in
 * a row: one alone would be told to whoever types digits at random, once in some thousands.
 *
 * @param code digits alone, as `normalizeCode` gives them
 * @param window time steps either side of the present one
 */
export function judgeFirstCode(
  secret: Secret,
  code: string,
  at: Instant,
  device: Pick<Authenticator, 'parameters' | 'nearMiss'>,
  window: 0 | 1,
): JudgedFirstCode {
  const { parameters, nearMiss } = device
  const isComplete = isCodeOf(code, parameters.digits)
  const step = isComplete ? matchCode(secret, code, at, parameters, window) : undefined
  if (step !== undefined) return { is: 'right', step }
  const found = diagnose(secret, code, at, parameters, window)
  switch (found?.is) {
    case 'settings_ignored':
      return { is: 'wrong', flaw: { is: found.is, settings: found.settings, parameters } }
    case 'key_as_text':
      return { is: 'wrong', flaw: { is: found.is } }
    case 'another_time': {
      const another = found.step
      if (!nearMiss || !isSecond(device, another, at)) return { is: 'wrong', another }
      const { period } = parameters
      const fast = (fastBy(another, at, period) + fastBy(nearMiss.step, nearMiss.at, period)) / 2
      return { is: 'wrong', flaw: { is: 'clock_wrong', fast: Math.round(fast) }, another }
    }
    case undefined:
      return isComplete ? { is: 'wrong' } : { is: 'malformed' }
    default:
      return assertNever(found)
  }
}
