import { SMALL_LIMITS } from '../../src/stores/conformance/limits-conformance.ts'
import { openInProcesses } from '../support/store-processes.ts'
import { testEveryProperty } from './test-every-property.ts'
import { PLACES, handlesOn } from './places.ts'

/** What many do at once, or overlaps: by these words the names of such properties are known. */
const AT_ONCE = /concurrent|at once|overlap|slow|exactly one/

for (const [name, open] of Object.entries(PLACES)) {
  describe(`four processes on ${name}`, () => {
    const handles = handlesOn(open, ({ at }) => openInProcesses({ ...at, limits: SMALL_LIMITS }))
    testEveryProperty(handles, ({ name: property }) => AT_ONCE.test(property))
  })
}
