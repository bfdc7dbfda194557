import { strangerTo, type Proof } from '../../src/assurance/index.ts'
import {
  METHODS as MODULES,
  METHOD_NAMES as METHODS,
  createLadder,
} from '../../src/methods/index.ts'

export { METHODS, createLadder }

export const isFirstFactor = createLadder().identifies
export const STRANGER = strangerTo(createLadder())

/** A proof with what its method is made of and told as. */
export function proofOf<Given extends Omit<Proof, 'factors' | 'amr'>>(given: Given): Given & Proof {
  const facts = MODULES.find(({ id }) => id === given.method)
  if (!facts) throw new TypeError(`"${given.method}" is no method`)
  return { factors: facts.factors, amr: facts.amr, ...given }
}
