import { openSharedPostgres } from '../support/shared-postgres.ts'
import { describeTwoServers } from './describe-two-servers.ts'

describeTwoServers('PostgreSQL', openSharedPostgres)
