import {
  buildLadder,
  type AcrClassOptions as AnyClassOptions,
  type AmrValues as AnyAmrValues,
  type Ladder,
} from '../assurance/index.ts'
import type { MethodModule } from './method.ts'
import { PASSWORD } from './password/method.ts'
import { RECOVERY_CODE } from './recovery-codes/method.ts'
import { TOTP } from './totp/method.ts'

/** All ways to prove who one is, in the order in which they are asked for. A further one joins here and nowhere else. */
const ALL = [PASSWORD, TOTP, RECOVERY_CODE] as const

/** The name of one way to prove who one is. */
export type Method = (typeof ALL)[number]['id']

/** An acr class as an operator writes it, of the methods that there are. */
export interface AcrClassOptions extends AnyClassOptions {
  readonly methods: readonly (Method | readonly Method[])[]
  readonly reauthenticate?: readonly Method[]
}

/** What an operator calls a method instead, in `amr`. */
export type AmrValues = Readonly<Partial<Record<Method, string>>>

export const METHODS: readonly MethodModule[] = ALL
export const METHOD_NAMES = ALL.map(({ id }) => id) as [Method, ...Method[]]

/** A password; and a password with a code, of a device or from the list. Neither has a `maxAge`. */
export const DEFAULT_LADDER: readonly AcrClassOptions[] = [
  { name: 'urn:step-up:1fa', methods: [PASSWORD.id] },
  { name: 'urn:step-up:2fa', methods: [PASSWORD.id, [TOTP.id, RECOVERY_CODE.id]] },
]

/**
 * @param offered the methods that somebody could prove. @default all
 * @param amrValues other values for `amr` than the usual ones
 * @throws ConfigurationError naming the class and the option that is wrong
 */
export const createLadder = (
  options: readonly AnyClassOptions[] = DEFAULT_LADDER,
  offered: readonly string[] = METHOD_NAMES,
  amrValues: AnyAmrValues = {},
): Ladder =>
  buildLadder(
    options,
    ALL.map((method) => {
      const value = amrValues[method.id]
      return value === undefined ? method : { ...method, amr: [value] }
    }),
    offered,
  )
