import { describeRestore } from './describe-restore.ts'

describeRestore('SQLite', 'SQLite')
describeRestore('SQLite', 'Redis')
describeRestore('Redis', 'SQLite')
describeRestore('Redis', 'Redis')
