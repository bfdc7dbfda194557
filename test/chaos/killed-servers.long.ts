import { describeKilledServers } from './describe-killed-servers.ts'
import { SERVED } from './targets.ts'

// A Cluster takes seconds to serve again.
for (const [name, start] of Object.entries(SERVED)) {
  describeKilledServers(name, start, name.includes('Cluster') ? 50 : 200)
}
