import { openSharedRedis } from '../support/shared-redis.ts'
import { describeTwoServers } from './describe-two-servers.ts'

// A Cluster: redis.system.ts.
describeTwoServers('Redis', openSharedRedis)
