import { describeMove } from './describe-move.ts'

// A Cluster: cluster.system.ts.
const NAMES = ['SQLite', 'PostgreSQL', 'Redis'] as const

for (const from of NAMES) for (const to of NAMES) describeMove(from, to)
