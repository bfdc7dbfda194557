import { createOwnStore } from '../../examples/plug-in/own-store.ts'
import {
  attemptStoreConformance,
  authenticatorStoreConformance,
} from '../../src/stores/conformance/index.ts'

/** One process has one handle. */
const twice = <Part>(part: Part) => ({ first: part, second: part, close: async () => {} })

describe('the example’s own store', () => {
  const properties = [
    ...authenticatorStoreConformance(async () => twice(createOwnStore().authenticators)),
    ...attemptStoreConformance(async () => twice(createOwnStore().attempts)),
  ]
  for (const property of properties) {
    it(property.name, async () => property.run())
  }
})
