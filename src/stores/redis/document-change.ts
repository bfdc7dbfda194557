import { randomBytes } from 'node:crypto'
import { Fault } from '../../kernel/faults.ts'
import type { AccountId } from '../../kernel/ids.ts'
import { keysWithout, type DocumentKey } from '../../people/document/document.ts'
import { TAKEN, type DocumentEngine, type DocumentWrite, type Step } from '../documents/port.ts'
import { lastingScript, script, type RedisReply } from './connection.ts'
import { createNames, documentKey, keysIn, nameKeyOf, placesOf } from './document-names.ts'
import { CHANGING, changeKeys, changeValues, type Change } from './document-scripts.ts'
import { dropMails, holdMails, makeMailsDue } from './held-mails.ts'
import { mailValues } from './outbox.ts'
import { fieldsOf, malformed } from './replies.ts'
import type { Fields, RedisUnits } from './units.ts'

/*
 * A document has a version, which no other one ever had: what is made of a document takes its place where that still has this
 * version. Whoever comes too late makes it anew of what stands there now.
 */
const CHANGE = `${CHANGING}
return change(KEYS, 1)
`

const CHANGE_SOON = script(CHANGE)
const CHANGE_FOR_GOOD = lastingScript(CHANGE)

/** Seconds for which an account that is added to a Cluster lasts at first: longer than its login is reserved. */
const DRAFT = 120

/** Milliseconds after which whoever is always too late gives up. */
const LONGEST = 5000

/** @param finishRemoval takes away what is left of an account that somebody has begun to remove */
export function createDocumentChange(
  connection: RedisUnits,
  finishRemoval: (id: AccountId) => Promise<void>,
): DocumentEngine['change'] {
  const names = createNames(connection)

  async function run(change: Change): Promise<Outcome> {
    const how = change.write?.isProtection ? CHANGE_FOR_GOOD : CHANGE_SOON
    const reply = await connection.run(how, changeKeys(change.id), ...changeValues(change))
    return rememberedOutcome(connection, change, reply)
  }

  /** Everything in one script, which may touch any keys. */
  function writeAtOnce(change: Change, { write, along }: Step<unknown>): Promise<Outcome> {
    const { added, removed, login } = changedNames(write)
    return run({
      ...change,
      login: login && nameKeyOf('login', login.name),
      added: placesOf(change.id, added),
      removed: placesOf(change.id, removed),
      mails: mailValues(along?.mails ?? []),
    })
  }

  /**
   * The account is on one node, and names and mails are on others. Names come before it is true, and are taken away after it
   * was: whoever crashes leaves one too many. A login is reserved for a minute, the account is written for two, and then
   * both are made to last, the login first: never two accounts with one login.
   */
  async function writeStepwise(change: Change, { write, along }: Step<unknown>): Promise<Outcome> {
    const { id } = change
    const { added, removed, login } = changedNames(write)
    const others = added.filter((key) => key !== login)
    const mails = along?.mails ?? []
    if (login && !(await names.reserve(id, login))) {
      return { is: 'taken', by: await names.holder(login) }
    }
    await Promise.all([names.put(id, others), holdMails(connection, mails)])
    // What stood before is no draft.
    const draft = login && change.expected === '' ? DRAFT : undefined
    const notes = mails.map(({ mail }) => mail.id)
    const outcome = await run({ ...change, notes, ...(draft === undefined ? {} : { draft }) })
    if (outcome.is !== 'done') {
      await Promise.all([
        names.remove(id, login ? [login] : []),
        settle(id, others, undefined),
        dropMails(connection, mails),
      ])
      return outcome
    }
    if (login) await names.keep(id, login)
    if (draft !== undefined) await keep(id)
    await settle(id, [...others, ...removed], write?.keys)
    await makeMailsDue(connection, mails)
    return outcome
  }

  async function keep(id: AccountId): Promise<void> {
    const key = documentKey(id)
    if ((await connection.send(key, 'PERSIST', key)) === 1) return
    throw new Fault('store_unavailable', 'it took too long to add an account')
  }

  /** Names say what the document says, whoever else changes it: each puts those right that it has changed. */
  async function settle(
    id: AccountId,
    keys: readonly DocumentKey[],
    known: readonly DocumentKey[] | undefined,
  ): Promise<void> {
    if (keys.length === 0) return
    const look = async () => keysIn(id, await connection.hashAnew(documentKey(id)))
    const sizeOf = (stands: readonly DocumentKey[], all = keys): number =>
      keysWithout(all, stands).length
    for (let stands = known ?? (await look()), now; ; stands = now) {
      const gone = keysWithout(keys, stands)
      await Promise.all([names.put(id, keysWithout(keys, gone)), names.remove(id, gone)])
      now = await look()
      if (sizeOf(now) === gone.length && sizeOf(now, gone) === gone.length) return
    }
  }

  /** One that its login outlived was never there, or is being removed: the login goes last of all. */
  async function isAbandoned(login: DocumentKey, holder: AccountId): Promise<boolean> {
    const held = keysIn(holder, await connection.hashAnew(documentKey(holder)))
    if (keysWithout([login], held).length === 0) return false
    await finishRemoval(holder)
    await names.remove(holder, [login])
    return true
  }

  const write = connection.scripts === 'any keys' ? writeAtOnce : writeStepwise

  return async (id, step) => {
    const until = performance.now() + LONGEST
    let isNews = !connection.knows(documentKey(id))
    let fields = await connection.hash(documentKey(id))
    for (let hasFreedLogin = false; performance.now() < until;) {
      const made = step(fields?.get('document'))
      if (isNothing(made)) {
        // What is not to be is decided by what stands there now.
        if (isNews) return made.result
        fields = await connection.hashAnew(documentKey(id))
        isNews = true
        continue
      }
      const outcome = await write(changeOf(id, fields, made), made)
      if (outcome.is === 'done') return made.result
      if (outcome.is === 'changed') {
        fields = outcome.found
        isNews = true
        continue
      }
      const { login } = changedNames(made.write)
      if (hasFreedLogin || !login || outcome.by === undefined) return TAKEN
      if (!(await isAbandoned(login, outcome.by))) return TAKEN
      hasFreedLogin = true
    }
    throw new Fault('store_unavailable', 'an account is changed all the time')
  }
}

/** What became of a change. */
type Outcome =
  | { readonly is: 'done' }
  /** What stands there. */
  | { readonly is: 'changed'; readonly found: Fields }
  /** Whose the login is; undefined while somebody is adding an account with it. */
  | { readonly is: 'taken'; readonly by: AccountId | undefined }

/** @throws Fault where it took so long that a mail was given up */
export function rememberedOutcome(
  connection: RedisUnits,
  { id, version, write }: Change,
  reply: RedisReply,
): Outcome {
  const [is, found = null]: readonly RedisReply[] = Array.isArray(reply) ? reply : []
  if (is === 'done') {
    const fields = ['version', version, 'document', write?.text ?? '']
    if (write) connection.learn(documentKey(id), write.text === undefined ? [] : fields)
    return { is }
  }
  if (is === 'changed') {
    connection.learn(documentKey(id), found)
    return { is, found: fieldsOf(found) }
  }
  if (is === 'taken') return { is, by: String(found) as AccountId }
  if (is !== 'dropped') return malformed('a change')
  throw new Fault('store_unavailable', 'it took too long to change an account')
}

/** What a step makes of what stands there. */
export const changeOf = (
  id: AccountId,
  fields: Fields,
  { write, along }: Step<unknown>,
): Change => ({
  id,
  expected: fields?.get('version') ?? '',
  version: write ? randomBytes(9).toString('base64url') : '',
  write,
  entries: along?.entries ?? [],
})

const isNothing = ({ write, along }: Step<unknown>): boolean =>
  !write && (along?.entries.length ?? 0) + (along?.mails.length ?? 0) === 0

/** What has gone leaves its login to whoever takes away the rest of it: see account-removal.ts. */
function changedNames(write: DocumentWrite | undefined) {
  const { keys = [], formerKeys = [], text } = write ?? {}
  const added = keysWithout(keys, formerKeys)
  const removed = keysWithout(formerKeys, keys).filter(
    ({ kind }) => kind !== 'login' || text !== undefined,
  )
  return { added, removed, login: added.find(({ kind }) => kind === 'login') }
}
