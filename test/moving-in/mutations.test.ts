import { EXPECTED } from './expected.ts'
import { tryMutations } from './mutations.ts'

/** Keys that a password makes take their time, each. */
const isSlow = (file: string): boolean => file.includes('encrypted') || file.endsWith('.aes')

describe('moving in: files that something has gone wrong with', () => {
  for (const expected of EXPECTED) {
    it(`says what is wrong with ${expected.file}, or reads it`, () =>
      tryMutations(expected, isSlow(expected.file) ? 20 : 200, 20_261_130))
  }
})
