import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { Instant } from '../../src/kernel/instant.ts'
import type { Known } from '../stores/transfer/population.ts'
import { openRedisAdmin } from './redis-admin.ts'

interface FormerKey {
  readonly key: string
  readonly type: 'string' | 'hash' | 'zset'
  readonly value: string | readonly string[]
  /** Milliseconds; absent: it stays. */
  readonly life?: number
}

export interface FormerStore {
  readonly now: Instant
  readonly known: Known
  readonly keys: readonly FormerKey[]
  readonly observed: unknown
}

const FILE = new URL('../fixtures/redis-layout-1/store.json.gz', import.meta.url)

/** What a former version wrote, and told of it. */
export function readFormerStore(): FormerStore {
  const { known, ...rest } = JSON.parse(String(gunzipSync(readFileSync(FILE)))) as FormerStore
  return { ...rest, known: JSON.parse(JSON.stringify(known), revived) as Known }
}

/** As it was written: maps and bytes stand in objects that say so. */
function revived(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('hex' in value) return new Uint8Array(Buffer.from(String(value.hex), 'hex'))
  return Array.isArray(value) || !('map' in value) ? value : new Map(value.map as [])
}

/** What was observed, so that it can be compared with what a file says. */
export function portable(observed: unknown): unknown {
  function replace(this: Record<string, unknown>, name: string, value: unknown): unknown {
    const own = this[name]
    if (own instanceof Map) {
      return { map: [...own].toSorted(([a], [b]) => (a < b ? -1 : 1)) }
    }
    return own instanceof Uint8Array ? { hex: Buffer.from(own).toString('hex') } : value
  }
  return JSON.parse(JSON.stringify(observed, replace))
}

/** Puts those keys into a Redis, or a Cluster. */
export async function fill(url: string, keys: readonly FormerKey[]): Promise<void> {
  const admin = await openRedisAdmin(url)
  for (const { key, type, value, life } of keys) {
    const values = [value].flat()
    if (type === 'string') await admin.send(key, 'SET', key, ...values)
    else if (type === 'hash') await admin.send(key, 'HSET', key, ...values)
    else await admin.send(key, 'ZADD', key, ...scored(values))
    if (life !== undefined) await admin.send(key, 'PEXPIRE', key, String(life))
  }
  await admin.close()
}

/** Redis tells a member and its score, and takes them the other way round. */
function scored(value: readonly string[]): string[] {
  const pairs: string[] = []
  for (let at = 0; at < value.length; at += 2) pairs.push(value[at + 1] ?? '', value[at] ?? '')
  return pairs
}
