import { EXPECTED } from './expected.ts'
import { tryMutations } from './mutations.ts'

const SEED = Number(process.env['MUTATION_SEED'] ?? Date.now() % 2 ** 31)

/** The same as in `mutations.test.ts`, 10,000 times for each file. */
describe(`moving in: 10,000 mutations of each file, MUTATION_SEED=${SEED}`, function () {
  this.timeout(3_600_000)
  for (const expected of EXPECTED) {
    it(`says what is wrong with ${expected.file}, or reads it`, () =>
      tryMutations(expected, 10_000, SEED))
  }
})
