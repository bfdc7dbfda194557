import { Fault } from '../../kernel/faults.ts'
import type { AccountId } from '../../kernel/ids.ts'
import { nameKey } from '../../kernel/typed.ts'
import {
  isEmpty,
  keysOf,
  type AccountDocument,
  type Changed,
  type KeyKind,
} from '../../people/document/document.ts'
import { parse } from './parsed.ts'
import { TAKEN, type DocumentEngine, type Range, type StoredDocument } from './port.ts'
import type { Together } from './together.ts'
import { stepOf } from './writing.ts'

/** The accounts' documents, whatever keeps them. */
export interface Documents {
  find(id: AccountId): Promise<AccountDocument | undefined>
  /** By one of its keys, which it still has. */
  findNamed(kind: KeyKind, name: string): Promise<AccountDocument | undefined>
  /** Those that are still found so. */
  list(
    kind: KeyKind,
    name: string,
    range: Range,
    limit: number,
  ): Promise<readonly AccountDocument[]>
  findLogin(
    login: string,
    address: string,
    limit: number,
  ): Promise<{
    readonly named?: AccountDocument
    readonly addressed: readonly AccountDocument[]
  }>
  /** Applies an intention. */
  change<T>(id: AccountId, intention: (document: AccountDocument) => Changed<T>): Promise<T>
  /** The same for what may take a name that another account has. */
  claim<T>(
    id: AccountId,
    intention: (document: AccountDocument) => Changed<T>,
  ): Promise<T | typeof TAKEN>
  page(
    after: string | undefined,
    limit: number,
  ): Promise<{ readonly found: readonly AccountDocument[]; readonly next?: string }>
  /** As they are kept, whether this program can read them or not. */
  listStored: DocumentEngine['list']
  lastUses: DocumentEngine['lastUses']
  use: DocumentEngine['use']
}

/** @param together what an action has changed is read as changed, and written with the rest of the action */
export function createDocuments(engine: DocumentEngine, together?: Together): Documents {
  /** As a part of the action that is under way, or by itself. */
  async function apply<T>(
    id: AccountId,
    intention: (document: AccountDocument) => Changed<T>,
  ): Promise<T | typeof TAKEN> {
    const action = together?.current(id)
    if (!action) return engine.change(id, stepOf(id, intention))
    const { result, document = action.document } = intention(action.document)
    action.document = document
    return result
  }

  /** Found where it is taken, so that the action goes on by it; who takes it meanwhile is found when all is written. */
  async function isTaken({ id, profile }: AccountDocument): Promise<boolean> {
    if (!profile) return false
    const login = nameKey(profile.login)
    const holder = stillNamed(await engine.readNamed('login', login), 'login', login)
    return holder !== undefined && holder.id !== id
  }

  return {
    async find(id) {
      const action = together?.current(id)
      if (action) return isEmpty(action.document) ? undefined : action.document
      const text = await engine.read(id)
      return text === undefined ? undefined : parse(id, text)
    },

    findNamed: async (kind, name) => stillNamed(await engine.readNamed(kind, name), kind, name),

    list: async (kind, name, range, limit) =>
      allNamed(await engine.list(kind, name, range, limit), kind, name),

    async findLogin(login, address, limit) {
      const found = await engine.readLogin(login, address, limit)
      const named = stillNamed(found.named, 'login', login)
      const addressed = allNamed(found.addressed, 'email', address)
      return { addressed, ...(named ? { named } : {}) }
    },

    async claim(id, intention) {
      const action = together?.current(id)
      const { document } = action ? intention(action.document) : {}
      if (!document) return apply(id, intention)
      return action?.isTaken || (await isTaken(document)) ? TAKEN : apply(id, intention)
    },

    async change(id, intention) {
      const result = await apply(id, intention)
      // Only who adds an account asks for a name.
      if (result === TAKEN) throw new Fault('store_unavailable', 'a name of an account is taken')
      return result
    },

    async page(after, limit) {
      const { found, ...rest } = await engine.page(after, limit)
      return { ...rest, found: found.map(({ id, text }) => parse(id, text)) }
    },

    listStored: (kind, name, range, limit) => engine.list(kind, name, range, limit),
    lastUses: (id) => engine.lastUses(id),
    use: (id, name, at) => engine.use(id, name, at),
  }
}

function stillNamed(
  found: StoredDocument | undefined,
  kind: KeyKind,
  name: string,
): AccountDocument | undefined {
  const document = found && parse(found.id, found.text)
  return document && has(document, kind, name) ? document : undefined
}

const allNamed = (
  found: readonly StoredDocument[],
  kind: KeyKind,
  name: string,
): readonly AccountDocument[] => found.flatMap((one) => stillNamed(one, kind, name) ?? [])

const has = (document: AccountDocument, kind: KeyKind, name: string): boolean =>
  keysOf(document).some((key) => key.kind === kind && key.name === name)
