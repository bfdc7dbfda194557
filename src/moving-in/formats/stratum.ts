import { z } from 'zod'
import type { TotpAlgorithm } from '../../people/index.ts'
import { readBase32 } from '../base32.ts'
import { deviceOf, otherKind } from '../device.ts'
import {
  MalformedFile,
  type Place,
  type Read,
  type ReadDevice,
  type Refused,
  type SourceFile,
} from '../entry.ts'
import { readJson, shaped } from '../json.ts'
import { unexpected } from '../text.ts'
import { entryOfDevice } from './otpauth.ts'

const authenticatorSchema = z.object({
  Type: z.number(),
  Issuer: z.string().nullish(),
  Username: z.string().nullish(),
  Secret: z.string(),
  Algorithm: z.number(),
  Digits: z.number(),
  Period: z.number(),
})

const ALGORITHMS: readonly TotpAlgorithm[] = ['SHA1', 'SHA256', 'SHA512']
const KINDS: Readonly<Record<number, string>> = {
  1: 'counter-based codes (HOTP)',
  3: 'mOTP codes',
  4: 'Steam codes',
  5: 'Yandex codes',
}
const TOTP = 2

/** A backup of Stratum (before: Authenticator Pro) without a password. */
export function readStratum(file: SourceFile): Read {
  if (/^AUTHENTICATOR ?PRO/i.test(Buffer.from(file.bytes.subarray(0, 17)).toString('latin1'))) {
    throw new MalformedFile(
      'an encrypted backup of Stratum, which is not read: make one without a password',
    )
  }
  const { value, placeOf } = readJson(file)
  const fileSchema = z.object({ Authenticators: z.array(z.unknown()) })
  const { Authenticators: all } = shaped(fileSchema, value, placeOf(value), 'a backup of Stratum')
  if (all.length === 0) unexpected('there are no authenticators in it')
  return all.map((one) => {
    const place = placeOf(one)
    const read = shaped(authenticatorSchema, one, place, 'an authenticator')
    return entryOfDevice(read.Username ?? '', deviceIn(read, place))
  })
}

function deviceIn(read: z.output<typeof authenticatorSchema>, place: Place): ReadDevice | Refused {
  const { Type: type, Algorithm: algorithm, Issuer: issuer } = read
  if (type !== TOTP) return otherKind(place, KINDS[type] ?? `codes of the kind ${type}`)
  return deviceOf({
    place,
    label: issuer || undefined,
    secret: readBase32(read.Secret),
    algorithm: ALGORITHMS[algorithm],
    written: String(algorithm),
    digits: read.Digits,
    period: read.Period,
  })
}
