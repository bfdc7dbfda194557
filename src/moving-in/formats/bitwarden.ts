import { z } from 'zod'
import { readBase32 } from '../base32.ts'
import { readCsv } from '../csv.ts'
import { deviceOf, otherKind } from '../device.ts'
import {
  MalformedFile,
  type Entry,
  type Place,
  type Read,
  type Refused,
  type SourceFile,
} from '../entry.ts'
import { readJson, shaped } from '../json.ts'
import { textOf, unexpected } from '../text.ts'
import { entryOfDevice, entryOfUri } from './otpauth.ts'

const itemSchema = z.object({
  name: z.string().nullish(),
  login: z.object({ username: z.string().nullish(), totp: z.string().nullish() }).nullish(),
})

const fileSchema = z.object({
  encrypted: z.boolean().nullish(),
  items: z.array(z.unknown()).nullish(),
})

/** What Bitwarden exports, the authenticator or the vault, as JSON or CSV; items without codes are passed over. */
export function readBitwarden(file: SourceFile): Read {
  const found = textOf(file).trimStart().startsWith('{') ? fromJson(file) : fromTable(file)
  if (found.length === 0) unexpected('there are no codes in it')
  return found
}

function fromJson(file: SourceFile): Read {
  const { value, placeOf } = readJson(file)
  const { encrypted, items } = shaped(fileSchema, value, placeOf(value), 'an export of Bitwarden')
  if (encrypted || !items) {
    throw new MalformedFile(
      'an encrypted export of Bitwarden, which is not read: export it as JSON',
    )
  }
  return items.flatMap((one) => {
    const place = placeOf(one)
    const { name, login } = shaped(itemSchema, one, place, 'an item')
    return login?.totp ? [entryIn(login.totp, login.username ?? '', name ?? '', place)] : []
  })
}

const fromTable = (file: SourceFile): Read =>
  readCsv(file, { expected: ['name', 'login_totp'] }).flatMap(({ place, cell }) => {
    const totp = cell('login_totp').trim()
    return totp === '' ? [] : [entryIn(totp, cell('login_username'), cell('name'), place)]
  })

/** A URI, a bare key, or a key of Steam's. */
function entryIn(totp: string, username: string, title: string, place: Place): Entry | Refused {
  if (/^steam:/i.test(totp)) return entryOfDevice(username, otherKind(place, 'Steam codes'))
  const label = title === '' ? {} : { label: title }
  if (/^otpauth:/i.test(totp)) {
    return entryOfUri(totp, place, { ...label, ...(username === '' ? {} : { name: username }) })
  }
  const secret = readBase32(totp)
  return entryOfDevice(
    username || title,
    deviceOf({ place, ...label, secret, algorithm: 'SHA1', digits: 6, period: 30 }),
  )
}
