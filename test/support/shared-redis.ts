import { createClient } from 'redis'
import { startRedisCluster } from './redis-cluster.ts'
import { startRedis, type RedisServer } from './redis-server.ts'

/** What a test needs of a Redis that is merely there. */
export type SharedRedis = Pick<RedisServer, 'url' | 'empty' | 'close'>

/** Where the Redis of the run listens: the processes that run the files inherit it. */
const ADDRESS = 'SHARED_REDIS'

/** In each of them somebody is alone; none is given twice. */
const DATABASES = 4096

/** Production takes it for one that keeps what it is given. In a run it never has so much to write. */
const KEPT = ['--save', '86400 1000000000']

let server: RedisServer | undefined

/** Once for a run, whatever number of processes run its files. */
export async function startSharedRedis(): Promise<void> {
  server = await startRedis(['--databases', String(DATABASES), ...KEPT])
  process.env[ADDRESS] = server.url
}

/** @throws Error when a test went beyond a database of its own */
export async function stopSharedRedis(): Promise<void> {
  if (!server) return
  const client = createClient({ url: server.url })
  await client.connect()
  const strays = (await client.keys('*')).filter((key) => key !== COUNTER)
  const deeds = [...(await client.info('commandstats')).matchAll(FOR_ALL)].map(([, name]) => name)
  await client.close()
  await server.close()
  const found = [...strays.map((key) => `wrote ${key}`), ...deeds.map((name) => `used ${name}`)]
  if (found.length > 0) {
    throw new Error(
      `on the Redis that all share, outside of its database, a test ${found.join(', ')}`,
    )
  }
}

/** How many databases were given away, in the one that is nobody's. */
const COUNTER = 'databases'

/** Commands that others notice. */
const FOR_ALL =
  /^cmdstat_(flushall|swapdb|config\|set|config\|resetstat|script\|flush|client\|kill):/gm

/** A database of one's own, empty at first, for as long as nobody needs a server of their own. */
export async function openSharedRedis(): Promise<SharedRedis> {
  const address = process.env[ADDRESS]
  if (address === undefined) throw new Error('only a run of mocha has a Redis that is shared')
  const client = await clientOf(address)
  const database = await client.incr(COUNTER)
  await client.select(database)
  return {
    url: `${address}/${database}`,
    async empty() {
      await client.flushDb()
    },
    async close() {
      await client.flushDb()
      await client.close()
    },
  }
}

let cluster: Promise<SharedRedis> | undefined

/**
 * The Cluster of this process, which runs one file after another; it ends with the process. A Cluster has one
 * database: it is empty when it is opened.
 */
export async function openSharedCluster(): Promise<SharedRedis> {
  cluster ??= startSharedCluster()
  const opened = await cluster
  await opened.empty()
  return opened
}

async function startSharedCluster(): Promise<SharedRedis> {
  const { url, masters } = await startRedisCluster()
  const clients = await Promise.all(
    masters.map(({ port }) => clientOf(`redis://127.0.0.1:${port}`)),
  )
  const empty = async (): Promise<void> => {
    await Promise.all(clients.map((client) => client.flushDb()))
  }
  return { url, empty, close: empty }
}

/** A test that failed may leave it open: neither does it keep the run from ending, nor does it mind the end. */
async function clientOf(url: string) {
  const client = createClient({ url })
  client.on('error', () => {})
  await client.connect()
  client.unref()
  return client
}
