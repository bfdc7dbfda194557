import { describeMove } from './describe-move.ts'

describeMove('PostgreSQL', 'PostgreSQL')
describeMove('PostgreSQL', 'SQLite')
describeMove('Redis', 'PostgreSQL')
