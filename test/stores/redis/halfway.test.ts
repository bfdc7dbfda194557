import { openSharedRedis } from '../../support/shared-redis.ts'
import { describeHalfway } from './describe-halfway.ts'

// A Cluster, where it takes more steps: halfway.system.ts.
describeHalfway('Redis', openSharedRedis)
