import { z } from 'zod'
import { readBase32 } from '../base32.ts'
import { algorithmOf, deviceOf, otherKind, quoted } from '../device.ts'
import {
  MalformedFile,
  type Place,
  type Read,
  type ReadDevice,
  type Refused,
  type SourceFile,
} from '../entry.ts'
import { readJson, shaped } from '../json.ts'
import { openGcm, pbkdf2Key } from '../opening.ts'
import { unexpected } from '../text.ts'
import { entryOfDevice } from './otpauth.ts'

const entrySchema = z.object({
  secret: z.string(),
  issuer: z.string().nullish(),
  label: z.string().nullish(),
  digits: z.number(),
  type: z.string(),
  algorithm: z.string(),
  period: z.number().nullish(),
})

/** A backup of andOTP, as JSON or encrypted with a password. */
export async function readAndOtp(file: SourceFile): Promise<Read> {
  const isOpen = isJson(file)
  const { value, placeOf } = readJson(isOpen ? file : { ...file, bytes: await open(file) })
  if (!Array.isArray(value)) unexpected('not a backup of andOTP: a list is expected')
  if (value.length === 0) unexpected('there are no entries in it')
  return value.map((one: unknown, at) => {
    const place = isOpen ? placeOf(one) : `entry ${at + 1}`
    const entry = shaped(entrySchema, one, place, 'an entry')
    const label = entry.label ?? ''
    // Before there was a field for it, the issuer stood in the label.
    const [before, after] = entry.issuer ? ['', label] : partsOf(label)
    return entryOfDevice(after, deviceIn(entry, entry.issuer || before, place))
  })
}

const isJson = ({ bytes }: SourceFile): boolean =>
  /^\s*[[{]/.test(Buffer.from(bytes.subarray(0, 64)).toString('latin1'))

/** The number of rounds (4 bytes), a salt (12), a nonce (12), then AES-256-GCM by what PBKDF2-SHA1 makes of the password. */
async function open({ bytes, password }: SourceFile): Promise<Uint8Array> {
  const data = Buffer.from(bytes)
  if (data.length < 44) throw new MalformedFile('not a backup of andOTP')
  if (!password) {
    throw new MalformedFile(
      'neither JSON nor opened: if it is encrypted, give its password with --password-file',
    )
  }
  const [salt, nonce] = [data.subarray(4, 16), data.subarray(16, 28)]
  const iterations = data.readUInt32BE(0)
  const key = await pbkdf2Key(password, salt, { digest: 'sha1', iterations, length: 32 })
  const opened = openGcm(key, nonce, data.subarray(28, -16), data.subarray(-16))
  if (!opened) throw new MalformedFile('it is encrypted, and does not open with this password')
  return opened
}

function partsOf(label: string): readonly [issuer: string, account: string] {
  const parts = /^(.*?)\s*(?::| - )\s*(.*)$/.exec(label)
  return parts ? [parts[1] ?? '', parts[2] ?? ''] : ['', label]
}

function deviceIn(
  { secret, digits, type, algorithm, period }: z.output<typeof entrySchema>,
  label: string,
  place: Place,
): ReadDevice | Refused {
  const kind = type.toUpperCase()
  if (kind === 'HOTP') return otherKind(place, 'counter-based codes (HOTP)')
  if (kind === 'STEAM') return otherKind(place, 'Steam codes')
  if (kind === 'MOTP') return otherKind(place, 'mOTP codes')
  if (kind !== 'TOTP') return otherKind(place, `codes of the kind ${quoted(type)}`)
  return deviceOf({
    place,
    label: label || undefined,
    secret: readBase32(secret),
    algorithm: algorithmOf(algorithm),
    written: algorithm,
    digits,
    period: period ?? 30,
  })
}
