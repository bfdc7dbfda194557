import { describeFilling } from './describe-filling.ts'
import { describeRestore } from './describe-restore.ts'
import { describeMove } from './describe-move.ts'

// Whatever is read from a Cluster or written to one; the rest of each is what the other stores do.
describeMove('SQLite', 'a Redis Cluster')
describeMove('a Redis Cluster', 'SQLite')
describeRestore('Redis', 'a Redis Cluster')
describeFilling('a Redis Cluster')
