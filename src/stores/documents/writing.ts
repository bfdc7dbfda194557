import { Fault } from '../../kernel/faults.ts'
import { isEmpty, keysOf, type AccountDocument } from '../../people/document/document.ts'
import { documentText } from '../../people/document/json.ts'
import type { DocumentWrite } from './port.ts'

/** UTF-8 bytes. Lists are bounded, and come to far less: what is longer is some program's mistake. */
export const LONGEST_DOCUMENT = 65_536

/** What is written for a document that takes the place of another. */
export function writeOf(before: AccountDocument, after: AccountDocument): DocumentWrite {
  const left = new Set(after.trustedBrowsers.map(({ id }) => id))
  const gone = before.trustedBrowsers.filter(({ id }) => !left.has(id)).map(({ id }) => id)
  const text = isEmpty(after) ? undefined : documentText(after)
  if (text !== undefined && Buffer.byteLength(text) > LONGEST_DOCUMENT) {
    throw new Fault(
      'store_unavailable',
      `the account ${after.id} would come to more than ${LONGEST_DOCUMENT} bytes: nothing was changed`,
    )
  }
  return { text, formerKeys: keysOf(before), keys: keysOf(after), forgotten: gone }
}
