import { describeKilledWriters } from './describe-killed-writers.ts'
import { WRITTEN } from './targets.ts'

for (const [name, open] of Object.entries(WRITTEN)) {
  describeKilledWriters(name, open, name === 'SQLite' ? 5 : 3)
}
