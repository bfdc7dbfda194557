import type { AccountId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { DocumentKey, KeyKind } from '../../people/document/document.ts'
import type { DocumentEngine, Range, StoredDocument } from '../documents/port.ts'
import { script, type RedisReply } from './connection.ts'
import { createDocumentChange } from './document-change.ts'
import { documentKey, idIn, isOneAlone, keysIn, nameKeyOf } from './document-names.ts'
import { LISTED, USE, WHOSE, WHOSE_OR_LISTED } from './document-scripts.ts'
import { createDocumentWalk } from './document-walk.ts'
import { keyOf } from './keys.ts'
import { fieldsOf, integerOf, malformed } from './replies.ts'
import type { RedisUnits } from './units.ts'

const READ_NAMED = script(WHOSE)
const READ_LISTED = script(LISTED)
const READ_LOGIN = script(WHOSE_OR_LISTED)
const RECORD_USE = script(USE)

/**
 * The accounts' documents: a hash each, with its text and a version.
 *
 * @param finishRemoval takes away what is left of an account that somebody has begun to remove
 */
export function createDocumentEngine(
  connection: RedisUnits,
  finishRemoval: (id: AccountId) => Promise<void>,
): DocumentEngine {
  const anyKeys = connection.scripts === 'any keys'

  /** Ids and documents as a script tells them; what it has told the request has read. */
  const documentsIn = (reply: RedisReply | undefined): readonly StoredDocument[] => {
    if (!Array.isArray(reply)) return malformed('documents')
    const pairs: readonly RedisReply[] = reply
    return pairs.flatMap((id, at) => {
      if (at % 2 !== 0) return []
      const hash = pairs[at + 1] ?? null
      connection.learn(documentKey(String(id)), hash)
      const text = fieldsOf(hash)?.get('document')
      return text === undefined ? [] : [{ id: String(id) as AccountId, text }]
    })
  }

  /** Whatever the request has read: a password is proved as of this moment. */
  const readNow = async (id: AccountId): Promise<readonly StoredDocument[]> => {
    const text = (await connection.hashAnew(documentKey(id)))?.get('document')
    return text === undefined ? [] : [{ id, text }]
  }

  async function readNamed(kind: KeyKind, name: string): Promise<StoredDocument | undefined> {
    if (!isOneAlone(kind)) return (await list(kind, name, {}, 1))[0]
    const key = nameKeyOf(kind, name)
    if (anyKeys) return documentsIn(await connection.run(READ_NAMED, [key]))[0]
    const id = await connection.send(key, 'GET', key)
    return typeof id === 'string' ? (await readNow(id as AccountId))[0] : undefined
  }

  /** A part of those under a name, and how many were looked at. */
  async function some(key: string, [from, to]: Bounds, offset: number, count: number) {
    if (anyKeys) {
      const reply = await connection.run(READ_LISTED, [key], from, to, offset, count)
      return { found: documentsIn(reply), looked: Array.isArray(reply) ? reply.length / 2 : 0 }
    }
    const range = [from, to, 'BYLEX', 'LIMIT', offset, count] as const
    const members = await connection.send(key, 'ZRANGE', key, ...range)
    if (!Array.isArray(members)) return malformed('names')
    const found = await Promise.all(members.map((member) => readNow(idIn(member))))
    return { found: found.flat(), looked: members.length }
  }

  async function list(
    kind: KeyKind,
    name: string,
    range: Range,
    limit: number,
  ): Promise<readonly StoredDocument[]> {
    const listed: StoredDocument[] = []
    // In a Cluster some may stand there no more, or not yet: as many again are looked at as are missing.
    for (let offset = 0; listed.length < limit;) {
      const count = limit - listed.length
      const { found, looked } = await some(nameKeyOf(kind, name), boundsOf(range), offset, count)
      listed.push(...found.filter((one) => anyKeys || isWithin(one, kind, name, range)))
      offset += looked
      if (looked < count) break
    }
    return listed
  }

  return {
    read: async (id) => (await connection.hash(documentKey(id)))?.get('document'),
    readNamed,
    list,

    async readLogin(login, address, limit) {
      if (!anyKeys) {
        const found = await Promise.all([
          readNamed('login', login),
          list('email', address, {}, limit),
        ])
        const [named, addressed] = found
        return { addressed, ...(named ? { named } : {}) }
      }
      const index = nameKeyOf('email', address)
      const reply = await connection.run(READ_LOGIN, [nameKeyOf('login', login)], index, limit)
      if (!Array.isArray(reply)) return malformed('names')
      const [[named], addressed] = [documentsIn(reply[0]), documentsIn(reply[1])]
      return { addressed, ...(named ? { named } : {}) }
    },

    change: createDocumentChange(connection, finishRemoval),
    page: createDocumentWalk(connection, async (ids) =>
      (await Promise.all(ids.map(readNow))).flat(),
    ),

    async lastUses(id) {
      const fields = await connection.hash(keyOf('uses', id))
      return new Map(
        [...(fields ?? [])].map(([name, at]): [string, Instant] => [
          name,
          integerOf(at) as Instant,
        ]),
      )
    },

    async use(id, name, at) {
      await connection.run(RECORD_USE, [documentKey(id), keyOf('uses', id)], name, at)
    },
  }
}

type Bounds = readonly [from: string, to: string]

/** Of an order comes first what is followed by the end of the text, and last what is followed by a member's id. */
const boundsOf = ({ after, upTo }: Range): Bounds => [
  after === undefined ? '-' : `(${after}\u0001`,
  upTo === undefined ? '+' : `(${upTo}\u0001`,
]

const isWithin = (
  { id, text }: StoredDocument,
  kind: KeyKind,
  name: string,
  { after, upTo }: Range,
): boolean =>
  keysIn(id, new Map([['document', text]])).some(
    (key: DocumentKey) =>
      key.kind === kind &&
      key.name === name &&
      (after === undefined || key.order > after) &&
      (upTo === undefined || key.order <= upTo),
  )
