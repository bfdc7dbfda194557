import type { AccountId } from '../../kernel/ids.ts'
import { without } from '../../kernel/typing.ts'
import type { AccountDocument } from '../../people/document/document.ts'
import { documentFrom, documentOf, jsonOf } from '../../people/document/json.ts'
import { withLastUses, type LastUses } from '../../people/document/trusted-browsers.ts'
import { inTimeOrder, resetsIn, type AccountRecord } from '../transfer/record.ts'

/** What of an account is copied, its history aside: without what waits for its first code, which is begun again. */
export function documentRecord(
  id: AccountId,
  text: string | undefined,
  uses: LastUses,
): Omit<AccountRecord, 'kind' | 'id' | 'activity'> {
  if (text === undefined) return { devices: [], trustedBrowsers: [] }
  const { waiting: _, passwordResets, ...json } = jsonOf(withLastUses(documentFrom(id, text), uses))
  return { ...json, ...(passwordResets ? { passwordResets: inTimeOrder(passwordResets) } : {}) }
}

/** The document that a record says; nothing may be in it. */
export function documentOfRecord(record: AccountRecord): AccountDocument {
  const json = without(record, 'kind', 'id', 'activity', 'passwordReset')
  return documentOf(record.id as AccountId, { ...json, passwordResets: resetsIn(record) })
}
