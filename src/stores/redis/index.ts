/** The store on Redis: `oidc-step-up/redis`, apart, so that nobody else loads a client for Redis. */
export { openRedisStore, type RedisStore, type RedisStoreOptions } from './open-redis-store.ts'
export type { Durability } from './durabilities.ts'
export type { RedisTls } from './link.ts'
