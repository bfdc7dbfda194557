import { describeMove } from './describe-move.ts'

// A Cluster: cluster.system.ts. What is left of any two: round-trip.system.ts.
describeMove('SQLite', 'SQLite')
describeMove('SQLite', 'Redis')
describeMove('Redis', 'SQLite')
describeMove('Redis', 'Redis')
describeMove('SQLite', 'PostgreSQL')
describeMove('PostgreSQL', 'Redis')
