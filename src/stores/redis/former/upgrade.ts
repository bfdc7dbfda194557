import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { nameKey } from '../../../kernel/typed.ts'
import type { AccountId } from '../../../kernel/ids.ts'
import {
  addressKey,
  emptyDocument,
  isEmpty,
  type AccountDocument,
  type DocumentKey,
} from '../../../people/document/document.ts'
import { Fault } from '../../../kernel/faults.ts'
import { writeOf } from '../../documents/writing.ts'
import { closeAll } from '../../../kernel/close-all.ts'
import { openConnection, script, type Connection, type RedisReply } from '../connection.ts'
import { createNames, documentKey } from '../document-names.ts'
import { keyOf } from '../keys.ts'
import type { RedisTls } from '../link.ts'
import { refuseFormerNodes, setLayout, layoutOf, LAYOUT } from '../layout.ts'
import { fieldsOf, jsonOf, malformed } from '../replies.ts'
import { scanKeys } from '../scan-keys.ts'
import { refuseUnfinishedImport } from '../unfinished-import.ts'
import {
  FORMER_KINDS,
  FORMER_LEAVING,
  formerDocument,
  formerKeys,
  formerTagOf,
} from './former-account.ts'

/*
 * Makes a document of each account that a former version has written. Each is carried over in one script, which takes away what
 * it was made of: whoever is cut off goes on where that was, and at no moment an account stands twice or not at all.
 */

/** Lua: all hashes of an account, and what tells whether they are still the same. */
const READING = `
local hashes = {}
for at = 1, ${FORMER_KINDS.length} do hashes[at] = redis.call('HGETALL', KEYS[at]) end
local seen = redis.sha1hex(cjson.encode(hashes))
`

/** The first may be a draft of somebody who crashed while adding an account: it is none. */
const READ = script(`${READING}
if redis.call('PTTL', KEYS[1]) >= 0 then hashes[1] = {} end
return {seen, unpack(hashes)}
`)

/** KEYS: the hashes, then the document's. ARGV: what was seen, the document's version and text or nothing. */
const CARRY_OVER = script(`${READING}
if seen ~= ARGV[1] then return 'changed' end
local document = KEYS[${FORMER_KINDS.length + 1}]
if redis.call('EXISTS', document) == 1 then return 'twice' end
if ARGV[3] ~= '' then redis.call('HSET', document, 'version', ARGV[2], 'document', ARGV[3]) end
redis.call('DEL', unpack(KEYS, 1, ${FORMER_KINDS.length}))
return 'done'
`)

/** Accounts that are carried over at once. */
const AT_ONCE = 50

export interface UpgradeOptions {
  readonly url: string
  /** For `rediss:`; see `RedisStoreOptions`. */
  readonly tls?: RedisTls
  /** Told how many accounts were carried over so far. */
  readonly onProgress?: (accounts: number) => void
  /** Stops the work, which may be taken up again. */
  readonly signal?: AbortSignal
}

/**
 * Carries a store over that a former version has written; resolves how many accounts were, 0 where that is done. Nobody may
 * use the store meanwhile; no server of this version opens it before it is done.
 *
 * @throws ConfigurationError `store` while a node of the former version is at work, or an import has not ended
 * @throws Fault `store_unavailable`
 */
export async function upgradeRedisStore({ url, tls, ...options }: UpgradeOptions): Promise<number> {
  const connection = await openConnection(url, { tls })
  try {
    return await upgrade(connection, options)
  } finally {
    await closeAll(() => connection.close()).catch(() => undefined)
  }
}

async function upgrade(
  connection: Connection,
  { onProgress, signal }: Pick<UpgradeOptions, 'onProgress' | 'signal'>,
): Promise<number> {
  await refuseUnfinishedImport(connection)
  await refuseFormerNodes(connection)
  if ((await layoutOf(connection)) === LAYOUT) return 0
  await carryRemovalsOver(connection)
  let accounts = 0
  // Again until none is found: of keys that move from one node to another meanwhile, some may be missed.
  for (let found = true; found;) {
    found = false
    for await (const keys of scanKeys(connection)) {
      const tags = [...new Set(keys.flatMap((key) => formerTagOf(key) ?? []))]
      found ||= tags.length > 0
      for (let from = 0; from < tags.length; from += AT_ONCE) {
        signal?.throwIfAborted()
        const some = tags.slice(from, from + AT_ONCE)
        const carrying = some.map((tag) => carryOver(connection, tag))
        // One that cannot be carried over does not hold up those beside it.
        await Promise.allSettled(carrying)
        accounts += (await Promise.all(carrying)).filter(Boolean).length
        onProgress?.(accounts)
      }
    }
  }
  await connection.send(FORMER_LEAVING, 'DEL', FORMER_LEAVING)
  await setLayout(connection)
  return accounts
}

/** False where nothing stood there any more. */
async function carryOver(connection: Connection, tag: string): Promise<boolean> {
  const id = decodeURIComponent(tag === '-' ? '' : tag) as AccountId
  const [first = '', ...rest] = formerKeys(tag)
  for (;;) {
    const reply = await connection.run(READ, [first, ...rest])
    const [seen, ...hashes]: readonly RedisReply[] = Array.isArray(reply) ? reply : []
    if (typeof seen !== 'string') return malformed('an account')
    const document = formerDocument(id, hashes)
    // Named before it stands: whoever crashes leaves one name too many.
    await name(connection, document)
    const { text = '' } = writeOf(emptyDocument(id), document)
    const version = randomBytes(9).toString('base64url')
    const keys = [first, ...rest, documentKey(id)] as const
    const outcome = await connection.run(CARRY_OVER, keys, seen, version, text)
    if (outcome === 'done') return text !== ''
    if (outcome !== 'changed') {
      throw new Fault(
        'store_unavailable',
        `the account ${id} stands there as both versions write it: has a server of the former one been started since?`,
      )
    }
  }
}

/** The login leads to it already. */
async function name(connection: Connection, document: AccountDocument): Promise<void> {
  if (isEmpty(document)) return
  const { keys } = writeOf(emptyDocument(document.id), document)
  const others = keys.filter(({ kind }) => kind !== 'login')
  await createNames(connection).put(document.id, others)
}

const formerRemoval = z.object({
  login: z.string(),
  email: z.string().optional(),
  keys: z.array(z.unknown()).optional(),
  since: z.int(),
})

/** Accounts that somebody was removing who crashed: what they were found by is noted as it is looked for now. */
async function carryRemovalsOver(connection: Connection): Promise<void> {
  const removals = keyOf('removals', 'all')
  const noted = fieldsOf(await connection.send(removals, 'HGETALL', removals))
  for (const [id, json] of noted ?? []) {
    const { login, email, keys: known, since } = jsonOf(json, formerRemoval, 'a removal')
    if (known) continue
    const order = nameKey(login)
    const keys: DocumentKey[] = [
      { kind: 'login', name: order, order: '' },
      { kind: 'accounts', name: '', order },
      ...(email === undefined ? [] : [{ kind: 'email', name: addressKey(email), order } as const]),
    ]
    await connection.send(removals, 'HSET', removals, id, JSON.stringify({ login, keys, since }))
  }
}
