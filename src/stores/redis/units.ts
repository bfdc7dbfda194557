import { AsyncLocalStorage } from 'node:async_hooks'
import type { OnOverflow } from '../limits.ts'
import { script, type Connection, type RedisReply } from './connection.ts'
import { fieldsOf, malformed } from './replies.ts'

/** A hash's fields; undefined where there is no hash. */
export type Fields = ReadonlyMap<string, string> | undefined

/**
 * A connection that knows where a request begins and ends, so that a request waits for Redis as seldom
 * as it can:
 *
 * - What is written, and answered with nothing that the request goes by (`later`), is sent together with
 *   its next command, or at its end; the end waits for all, and nothing is answered before. Whatever
 *   touches the same keys afterwards comes after it.
 * - An account's document is read once, unless the request writes it meanwhile.
 * - The field `ahead` of a hash names what will be asked for next; that comes in the same round trip.
 *
 * Outside of a request each call goes its own way, at once.
 */
export interface RedisUnits extends Connection {
  /** All of a hash, as it was when the request first read it. */
  hash(key: string): Promise<Fields>
  /** The same as it is now, or as it was read ahead for this very reading: whoever reads again wants news. */
  hashNow(key: string): Promise<Fields>
  /** The same as it is now in any case; the request has read it so from then on. */
  hashAnew(key: string): Promise<Fields>
  /** `hashNow`, and within a request what its field `ahead` names, keys with spaces between them. */
  hashAhead(key: string): Promise<Fields>
  /** Whether the request has read it before, or it was read ahead. */
  knows(key: string): boolean
  /** What the hash is now, as a script has told that read or wrote it. */
  learn(key: string, hash: RedisReply): void
  /** Writes hashes with nothing to be told. Within a request it resolves at once, and the end waits. */
  later(keys: readonly string[], write: Write, options?: LaterOptions): Promise<void>
  /** What `Store.within` says. */
  within<T>(
    request: () => Promise<T>,
    onLost: (error: unknown) => void,
    onOverflow?: OnOverflow,
  ): Promise<T>
  /** What `Store.anew` says: as outside of a request. */
  anew<T>(read: () => Promise<T>): Promise<T>
}

/** By the connection that it is given, which knows that it is this write; tells what had to go for it. */
export type Write = (connection: Connection, tell: OnOverflow) => Promise<void>

export interface LaterOptions {
  /** Its failure is told, and fails no request. @default false */
  readonly mayFail?: boolean
}

interface Unit {
  open: boolean
  readonly hashes: Map<string, Promise<RedisReply>>
  /** The last write of a key. What touches the key afterwards waits for it. */
  readonly writing: Map<string, Promise<void>>
  readonly onLost: (error: unknown) => void
  readonly onOverflow: OnOverflow
  queued: (() => Promise<void>)[]
  sent: Promise<void>[]
}

const AHEAD = script(`
local own = redis.call('HGETALL', KEYS[1])
local reply = {own}
for at = 1, #own, 2 do
  if own[at] == 'ahead' then
    for key in string.gmatch(own[at + 1], '%S+') do
      reply[#reply + 1] = key
      reply[#reply + 1] = redis.call('HGETALL', key)
    end
  end
end
return reply
`)

export function createUnits(connection: Connection): RedisUnits {
  const units = new AsyncLocalStorage<Unit>()
  // What a request has left running (a mail that is sent) is no part of it any more.
  const current = (): Unit | undefined => {
    const unit = units.getStore()
    return unit?.open ? unit : undefined
  }
  /** Sends what waits, before whatever is sent next. */
  function release(): Unit | undefined {
    const unit = current()
    for (const write of unit?.queued.splice(0) ?? []) unit?.sent.push(looseOf(write()))
    return unit
  }

  const send: Connection['send'] = (key, ...command) => {
    const unit = release()
    forget(unit, [key])
    return afterWrites(unit, [key], () => connection.send(key, ...command))
  }
  const run: Connection['run'] = (what, keys, ...values) => {
    const unit = release()
    forget(unit, keys)
    return afterWrites(unit, keys, () => connection.run(what, keys, ...values))
  }
  /** For writes themselves, whose order is settled. */
  const writer = (unit: Unit | undefined): Connection => ({
    ...connection,
    send(key, ...command) {
      forget(unit, [key])
      return connection.send(key, ...command)
    },
    run(what, keys, ...values) {
      forget(unit, keys)
      return connection.run(what, keys, ...values)
    },
  })
  function read(key: string): Promise<RedisReply> {
    const known = current()?.hashes.get(key)
    if (known) return known
    const unit = release()
    const reading = afterWrites(unit, [key], () => connection.send(key, 'HGETALL', key))
    if (unit) keep(unit, key, reading)
    return reading
  }
  const hash = async (key: string): Promise<Fields> => fieldsOf(await read(key))
  const hashNow = (key: string): Promise<Fields> => {
    const reading = hash(key)
    current()?.hashes.delete(key)
    return reading
  }

  /** By one script, which tells the hash, and then keys and hashes to be asked for next. */
  async function readAhead(key: string): Promise<Fields> {
    const unit = release()
    const reply = await afterWrites(unit, [key], () => connection.run(AHEAD, [key]))
    if (!Array.isArray(reply)) return malformed('what was read ahead')
    const [own = null, ...pairs]: readonly RedisReply[] = reply
    for (let at = 0; at < pairs.length; at += 2) {
      if (unit) keep(unit, String(pairs[at]), Promise.resolve(pairs[at + 1] ?? null))
    }
    return fieldsOf(own)
  }

  return {
    ...connection,
    send,
    run,
    hash,
    hashNow,

    async hashAhead(key) {
      const unit = current()
      if (!unit || unit.hashes.has(key)) return hashNow(key)
      if (connection.scripts === 'any keys') return readAhead(key)
      const fields = await hashNow(key)
      for (const next of fields?.get('ahead')?.split(' ') ?? []) void read(next).catch(() => null)
      return fields
    },

    hashAnew(key) {
      current()?.hashes.delete(key)
      return hash(key)
    },

    knows: (key) => current()?.hashes.has(key) ?? false,

    learn(key, reply) {
      const unit = current()
      if (unit) keep(unit, key, Promise.resolve(reply))
    },

    async later(keys, write, { mayFail = false } = {}) {
      const unit = current()
      const own = writer(unit)
      if (!unit) return write(own, nobody)
      forget(unit, keys)
      unit.queued.push(() => {
        const written = looseOf(afterWrites(unit, keys, () => write(own, unit.onOverflow)))
        for (const key of keys) unit.writing.set(key, written)
        return mayFail ? written.catch(unit.onLost) : written
      })
    },

    anew: (work) => units.exit(work),

    async within(request, onLost, onOverflow = nobody) {
      // A request within a request is part of it.
      if (current()) return request()
      const unit: Unit = {
        open: true,
        hashes: new Map(),
        writing: new Map(),
        onLost,
        onOverflow,
        queued: [],
        sent: [],
      }
      return units.run(unit, async () => {
        try {
          return await request()
        } finally {
          await finish(unit, release)
        }
      })
    },
  }
}

/** Hears of what goes where no request is under way. */
const nobody: OnOverflow = () => undefined

/** Redis keeps the order of what one connection sends, but a script that it has forgotten is sent twice. */
function afterWrites<T>(
  unit: Unit | undefined,
  keys: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  const before = keys.flatMap((key) => unit?.writing.get(key) ?? [])
  return before.length === 0 ? work() : Promise.allSettled(before).then(work)
}

function forget(unit: Unit | undefined, keys: readonly string[]): void {
  for (const key of keys) unit?.hashes.delete(key)
}

/** Whether it failed is looked at later, or by others. */
function looseOf<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined)
  return work
}

function keep(unit: Unit, key: string, reading: Promise<RedisReply>): void {
  unit.hashes.set(key, reading)
  reading.catch(() => unit.hashes.delete(key))
}

/** Resolves when all is written, whatever became of the request: it was told so. */
async function finish(unit: Unit, release: () => void): Promise<void> {
  const failures: unknown[] = []
  for (release(); unit.sent.length > 0; release()) {
    const settled = await Promise.allSettled(unit.sent.splice(0))
    for (const result of settled) if (result.status === 'rejected') failures.push(result.reason)
  }
  unit.open = false
  if (failures.length > 0) throw failures[0]
}
