import { createOwnStore } from '../../examples/plug-in/own-store.ts'
import {
  attemptStoreConformance,
  authenticatorStoreConformance,
  recoveryCodeStoreConformance,
  trustedBrowserStoreConformance,
} from '../../src/stores/conformance/index.ts'
import { createOwnStore as createFormerStore } from '../support/own-store-of-before.ts'

/** One process has one handle. */
const twice = <Part>(part: Part) => ({ first: part, second: part, close: async () => {} })

/** @param store one that has it */
function has<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new Error('the example keeps it')
  return part
}

describe('the example’s own store', () => {
  const properties = [
    ...authenticatorStoreConformance(async () => twice(createOwnStore().authenticators)),
    ...recoveryCodeStoreConformance(async () => twice(has(createOwnStore().recoveryCodes))),
    ...trustedBrowserStoreConformance(async () => twice(has(createOwnStore().trustedBrowsers))),
    ...attemptStoreConformance(async () => twice(createOwnStore().attempts)),
  ]
  for (const property of properties) {
    it(property.name, async () => property.run())
  }
})

describe('a host’s store that implements the ports, as all did before there were documents', () => {
  const properties = [
    ...authenticatorStoreConformance(async () => twice(createFormerStore().authenticators)),
    ...attemptStoreConformance(async () => twice(createFormerStore().attempts)),
  ]
  for (const property of properties) {
    it(property.name, async () => property.run())
  }
})
