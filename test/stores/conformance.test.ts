import { testEveryProperty } from './test-every-property.ts'
import { PLACES, handlesOn } from './places.ts'

// A Cluster: cluster.system.ts. Four processes: processes.system.ts.
for (const name of ['SQLite', 'PostgreSQL', 'Redis'] as const) {
  describe(`${name}: conformance`, () => {
    testEveryProperty(handlesOn(PLACES[name]))
  })
}
