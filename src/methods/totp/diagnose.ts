import type { Instant } from '../../kernel/instant.ts'
import { Secret } from '../../kernel/secret.ts'
import {
  DEFAULT_TOTP,
  stepAt,
  type TimeStep,
  type TotpParameters,
  type TotpSetting,
} from '../../people/index.ts'
import { base32Of } from './key-uri.ts'
import { isCodeOf, stepsOf } from './totp.ts'

/** Seconds by which a phone's clock is looked for either way. */
const FURTHEST = 600

/** What a program has done otherwise than the key URI says, by the code that it shows. */
export type Diagnosis =
  | { readonly is: 'settings_ignored'; readonly settings: readonly TotpSetting[] }
  | { readonly is: 'key_as_text' }
  /** The code of a time step outside the window. One alone may be a guess that happens to be right. */
  | { readonly is: 'another_time'; readonly step: TimeStep }

/**
 * Why a first code is not the right one, where its device does what some programs do: ignore the hash, the digits or the
 * period, take the text of the key for the key, or go by a wrong clock. It is told to whoever was shown the key, and proves
 * nothing.
 *
 * @param code digits alone, as `normalizeCode` gives them; of any length
 * @param window time steps either side of the present one
 */
export function diagnose(
  secret: Secret,
  code: string,
  at: Instant,
  parameters: TotpParameters,
  window: number,
): Diagnosis | undefined {
  const shows = (key: Secret, by: TotpParameters, reach = window): readonly TimeStep[] => {
    const now = stepAt(at, by.period)
    return isCodeOf(code, by.digits) ? stepsOf(key, code, [now - reach, now + reach], by) : []
  }
  const ways = waysToIgnore(parameters)
  const ignored = ways.find((settings) => shows(secret, ignoring(parameters, settings)).length > 0)
  if (ignored) return { is: 'settings_ignored', settings: ignored }
  const text = new Secret(Buffer.from(base32Of(secret)))
  const isText = [[], ...ways].some(
    (settings) => shows(text, ignoring(parameters, settings)).length > 0,
  )
  if (isText) return { is: 'key_as_text' }
  const steps = shows(secret, parameters, Math.ceil(FURTHEST / parameters.period))
  const present = stepAt(at, parameters.period)
  const [step] = steps.toSorted((a, b) => Math.abs(a - present) - Math.abs(b - present))
  return step === undefined ? undefined : { is: 'another_time', step }
}

const SETTINGS: readonly TotpSetting[] = ['algorithm', 'digits', 'period']

/** Every choice of settings that are not the standard ones; the fewest first, which is the likeliest. */
const waysToIgnore = (parameters: TotpParameters): readonly (readonly TotpSetting[])[] =>
  SETTINGS.filter((setting) => parameters[setting] !== DEFAULT_TOTP[setting])
    .reduce<readonly (readonly TotpSetting[])[]>(
      (ways, setting) => [...ways, ...ways.map((way) => [...way, setting])],
      [[]],
    )
    .filter(({ length }) => length > 0)
    .toSorted((a, b) => a.length - b.length)

const ignoring = (
  parameters: TotpParameters,
  settings: readonly TotpSetting[],
): TotpParameters => ({
  ...parameters,
  ...Object.fromEntries(settings.map((setting) => [setting, DEFAULT_TOTP[setting]])),
})
