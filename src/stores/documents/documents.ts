import { Fault } from '../../kernel/faults.ts'
import type { AccountId } from '../../kernel/ids.ts'
import {
  emptyDocument,
  isEmpty,
  keysOf,
  type AccountDocument,
  type Changed,
  type KeyKind,
} from '../../people/document/document.ts'
import { documentFrom } from '../../people/document/json.ts'
import { TAKEN, type DocumentEngine, type Range, type StoredDocument } from './port.ts'
import type { Together } from './together.ts'
import { writeOf } from './writing.ts'

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
  lastUses: DocumentEngine['lastUses']
  use: DocumentEngine['use']
}

/** @param together what an action has changed is read as changed, and written with the rest of the action */
export function createDocuments(engine: DocumentEngine, together?: Together): Documents {
  const claim: Documents['claim'] = async (id, intention) => {
    const action = together?.current(id)
    if (action) {
      const { result, document = action.document } = intention(action.document)
      action.document = document
      return result
    }
    return engine.change(id, (text) => {
      const before = text === undefined ? emptyDocument(id) : documentFrom(id, text)
      const { result, document } = intention(before)
      return document ? { result, write: writeOf(before, document) } : { result }
    })
  }

  return {
    async find(id) {
      const action = together?.current(id)
      if (action) return isEmpty(action.document) ? undefined : action.document
      const text = await engine.read(id)
      return text === undefined ? undefined : documentFrom(id, text)
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

    claim,

    async change(id, intention) {
      const result = await claim(id, intention)
      // Only who adds an account asks for a name.
      if (result === TAKEN) throw new Fault('store_unavailable', 'a name of an account is taken')
      return result
    },

    async page(after, limit) {
      const { found, ...rest } = await engine.page(after, limit)
      return { ...rest, found: found.map(parse) }
    },

    lastUses: (id) => engine.lastUses(id),
    use: (id, name, at) => engine.use(id, name, at),
  }
}

function stillNamed(
  found: StoredDocument | undefined,
  kind: KeyKind,
  name: string,
): AccountDocument | undefined {
  const document = found && parse(found)
  return document && has(document, kind, name) ? document : undefined
}

const allNamed = (
  found: readonly StoredDocument[],
  kind: KeyKind,
  name: string,
): readonly AccountDocument[] => found.flatMap((one) => stillNamed(one, kind, name) ?? [])

const has = (document: AccountDocument, kind: KeyKind, name: string): boolean =>
  keysOf(document).some((key) => key.kind === kind && key.name === name)

const parse = ({ id, text }: StoredDocument): AccountDocument => documentFrom(id, text)
