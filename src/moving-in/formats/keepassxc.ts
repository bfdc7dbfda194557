import { readCsv } from '../csv.ts'
import type { Read, SourceFile } from '../entry.ts'
import { unexpected } from '../text.ts'
import { entryOfUri } from './otpauth.ts'

/**
 * What KeePassXC exports as CSV. It makes each URI again, of what it shows codes by; an entry without codes has one with
 * an empty secret, like one whose secret it has lost.
 */
export function readKeePassXc(file: SourceFile): Read {
  const rows = readCsv(file, { expected: ['title', 'username', 'totp'] })
  const found = rows.filter(({ cell }) => cell('totp') !== '')
  if (found.length === 0) unexpected('there are no codes in it')
  return found.map(({ place, cell }) => {
    const [label, name] = [cell('title'), cell('username')]
    return entryOfUri(cell('totp'), place, {
      ...(label === '' ? {} : { label }),
      ...(name === '' ? {} : { name }),
    })
  })
}
