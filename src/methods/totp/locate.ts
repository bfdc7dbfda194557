import type { Instant } from '../../kernel/instant.ts'
import type { Secret } from '../../kernel/secret.ts'
import {
  centreOf,
  isSecond,
  MOST_DRIFT,
  stepAt,
  type Authenticator,
  type TimeStep,
} from '../../people/index.ts'
import { stepsOf } from './totp.ts'

/** Where a code of a device stands. */
export type Located =
  /** It may be accepted. */
  | { readonly is: 'taken'; readonly step: TimeStep }
  /** Outside the window, of a clock that is followed so far: alone it counts as wrong. */
  | { readonly is: 'near'; readonly step: TimeStep }

/**
 * Finds the time step of a confirmed device's code. Its window lies where its clock was last seen, and is no wider for that.
 * What lies beside it is taken as the second of two in a row alone (`isSecond`).
 *
 * @param code digits alone, as `normalizeCode` gives them
 * @param window steps either side of the middle one
 */
export function locate(
  secret: Secret,
  code: string,
  at: Instant,
  device: Pick<Authenticator, 'parameters' | 'drift' | 'nearMiss'>,
  window: number,
): Located | undefined {
  const reach = MOST_DRIFT + window
  const present = stepAt(at, device.parameters.period)
  // As many are computed wherever the window lies.
  const steps = stepsOf(secret, code, [present - reach, present + reach], device.parameters)
  const centre = centreOf(device, at)
  const step =
    steps.find((one) => Math.abs(one - centre) <= window) ??
    steps.find((one) => isSecond(device, one, at))
  if (step !== undefined) return { is: 'taken', step }
  const [near] = steps
  return near === undefined ? undefined : { is: 'near', step: near }
}
