import type { Enroller } from '../../src/people/enroller.ts'

/** Whoever sets devices up where no page does. */
export const ENROLLER: Enroller = { id: 'a test' }
