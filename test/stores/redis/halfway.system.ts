import { openSharedCluster } from '../../support/shared-redis.ts'
import { describeHalfway } from './describe-halfway.ts'

describeHalfway('a Redis Cluster', openSharedCluster)
