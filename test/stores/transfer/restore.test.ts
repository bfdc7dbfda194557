import { describeRestore } from './describe-restore.ts'

describeRestore('SQLite', 'SQLite')
describeRestore('SQLite', 'Redis')
describeRestore('PostgreSQL', 'PostgreSQL')
describeRestore('PostgreSQL', 'Redis')
describeRestore('Redis', 'SQLite')
describeRestore('Redis', 'Redis')
