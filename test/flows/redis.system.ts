import { openSharedCluster } from '../support/shared-redis.ts'
import { describeTwoServers } from './describe-two-servers.ts'

describeTwoServers('a Redis Cluster of three', openSharedCluster)
