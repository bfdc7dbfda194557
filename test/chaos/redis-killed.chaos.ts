import { describeKilledRedis } from './describe-killed-redis.ts'

describeKilledRedis('chaos')
