import { OFFERED, createLadder, type Ladder } from '../../assurance/ladder.ts'
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
  createLadder(ladder, OFFERED, { recovery_code: recoveryCodes.amr })
