import type { Ladder } from '../../assurance/index.ts'
import { METHOD_NAMES, createLadder } from '../../methods/index.ts'
import { RECOVERY_CODE } from '../../methods/recovery-codes/index.ts'
import type { Configuration } from './configuration.ts'

/**
 * The ladder that a server's options make: what is asked for, issued, counted and explained goes by this one.
 *
 * @throws ConfigurationError naming the class and the option that is wrong
 */
export const ladderOf = ({
  ladder,
  recoveryCodes,
}: Pick<Configuration, 'ladder' | 'recoveryCodes'>): Ladder =>
  createLadder(ladder, METHOD_NAMES, { [RECOVERY_CODE.id]: recoveryCodes.amr })
