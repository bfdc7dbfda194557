import { Fault } from '../../kernel/faults.ts'
import type { AccountId } from '../../kernel/ids.ts'
import {
  emptyDocument,
  isEmpty,
  keysOf,
  type AccountDocument,
  type Changed,
} from '../../people/document/document.ts'
import { parse, textOf } from './parsed.ts'
import type { DocumentWrite, Step } from './port.ts'

/** UTF-8 bytes. Lists are bounded, and come to far less: what is longer is some program's mistake. */
export const LONGEST_DOCUMENT = 65_536

/** An intention, as the document's engine takes it. */
export const stepOf =
  <T>(id: AccountId, intention: (document: AccountDocument) => Changed<T>) =>
  (text: string | undefined): Step<T> => {
    const before = text === undefined ? emptyDocument(id) : parse(id, text)
    const { result, document } = intention(before)
    return document ? { result, write: writeOf(before, document) } : { result }
  }

/** What is written for a document that takes the place of another. */
export function writeOf(before: AccountDocument, after: AccountDocument): DocumentWrite {
  const left = new Set(after.trustedBrowsers.map(({ id }) => id))
  const gone = before.trustedBrowsers.filter(({ id }) => !left.has(id)).map(({ id }) => id)
  const text = isEmpty(after) ? undefined : textOf(after)
  if (text !== undefined && Buffer.byteLength(text) > LONGEST_DOCUMENT) {
    throw new Fault(
      'store_unavailable',
      `the account ${after.id} would come to more than ${LONGEST_DOCUMENT} bytes: nothing was changed`,
    )
  }
  return {
    text,
    formerKeys: keysOf(before),
    keys: keysOf(after),
    forgotten: gone,
    isProtection: gone.length > 0 || isProtection(before, after),
  }
}

/**
 * All but what is merely begun: a device that waits for its first code, a link that is mailed, a browser that is trusted. What
 * is not touched is the same object.
 */
const isProtection = (before: AccountDocument, after: AccountDocument): boolean =>
  after.waiting.length < before.waiting.length ||
  (['profile', 'passwordHash', 'authenticators', 'recoveryCodes', 'emailUndos'] as const).some(
    (part) => before[part] !== after[part],
  )
