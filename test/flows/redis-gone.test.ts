import { locationOf } from '../../src/server/store-location.ts'
import { startRedis, type RedisServer } from '../support/redis-server.ts'
import { describeStoreGone } from './describe-store-gone.ts'

const MANNERS = {
  'Redis is killed': {
    away: (redis: RedisServer) => redis.kill(),
    back: (redis: RedisServer) => redis.restart(),
  },
  'Redis is frozen': {
    away: async (redis: RedisServer) => redis.freeze(),
    back: async (redis: RedisServer) => redis.thaw(),
  },
} as const

for (const [manner, { away, back }] of Object.entries(MANNERS)) {
  describeStoreGone(manner, 2000, async () => {
    const redis = await startRedis(['--appendonly', 'yes', '--appendfsync', 'always'])
    return {
      store: locationOf(redis.url),
      away: () => away(redis),
      back: () => back(redis),
      close: () => redis.close(),
    }
  })
}
