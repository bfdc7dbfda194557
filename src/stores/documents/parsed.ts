import { LRUCache } from 'lru-cache'
import type { AccountId } from '../../kernel/ids.ts'
import type { AccountDocument } from '../../people/document/document.ts'
import { documentFrom, documentText } from '../../people/document/json.ts'

interface Parsed {
  readonly text: string
  readonly document: AccountDocument
}

/**
 * What texts say, of the accounts that were asked for last. A request asks for one account many times, and most often for
 * the text that it has just written; that a text says the same each time needs no asking of the store.
 */
const parsed = new LRUCache<AccountId, Parsed>({ max: 500 })

/** @throws Fault `store_unavailable` for what this program has not written */
export function parse(id: AccountId, text: string): AccountDocument {
  const known = parsed.get(id)
  if (known?.text === text) return known.document
  const document = documentFrom(id, text)
  parsed.set(id, { text, document })
  return document
}

export function textOf(document: AccountDocument): string {
  const text = documentText(document)
  parsed.set(document.id, { text, document })
  return text
}
