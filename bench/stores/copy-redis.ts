import { createClient } from 'redis'
import { translationOf, type Copy } from './copy.ts'

/** Commands under way at once. */
const BATCH = 5000

/** Copies everything that stands in the Redis for each of these. */
export async function copyInRedis(url: string, copies: Iterable<Copy>): Promise<void> {
  const client = createClient({ url, RESP: 2 })
  await client.connect()
  const first = await commandsIn(client)
  let batch: Promise<unknown>[] = []
  for (const copy of copies) {
    const translate = translationOf(copy)
    for (const command of first) batch.push(client.sendCommand(command.map(translate)))
    if (batch.length >= BATCH) {
      await Promise.all(batch)
      batch = []
    }
  }
  await Promise.all(batch)
  await client.close()
}

/** What makes everything that stands there, once more. */
async function commandsIn(client: {
  sendCommand(command: string[]): Promise<unknown>
}): Promise<string[][]> {
  const ask = async (...command: string[]): Promise<string[]> =>
    (await client.sendCommand(command)) as string[]
  const commands: string[][] = []
  for (const key of await ask('KEYS', '*')) {
    const kind = String(await client.sendCommand(['TYPE', key]))
    const ttl = Number(await client.sendCommand(['PTTL', key]))
    switch (kind) {
      case 'string':
        commands.push(['SET', key, String(await client.sendCommand(['GET', key]))])
        break
      case 'hash':
        commands.push(['HSET', key, ...(await ask('HGETALL', key))])
        break
      case 'set':
        commands.push(['SADD', key, ...(await ask('SMEMBERS', key))])
        break
      case 'zset': {
        const members = await ask('ZRANGE', key, '0', '-1', 'WITHSCORES')
        const pairs = members.flatMap((_, at) =>
          at % 2 === 0 ? [[members[at + 1] ?? '', members[at] ?? '']] : [],
        )
        commands.push(['ZADD', key, ...pairs.flat()])
        break
      }
      default:
        throw new Error(`nobody knows how to copy a ${kind}`)
    }
    if (ttl > 0) commands.push(['PEXPIRE', key, String(ttl)])
  }
  return commands
}
