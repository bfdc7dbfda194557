import { z } from 'zod'
import { algorithmOf, deviceOf, otherKind, quoted } from '../device.ts'
import type { Place, Read, ReadDevice, Refused, SourceFile } from '../entry.ts'
import { readJson, shaped } from '../json.ts'
import { unexpected } from '../text.ts'
import { entryOfDevice } from './otpauth.ts'

const tokenSchema = z.object({
  algo: z.string(),
  digits: z.number(),
  issuerExt: z.string().nullish(),
  issuerInt: z.string().nullish(),
  label: z.string().nullish(),
  period: z.number(),
  /** Java's bytes, which have a sign. */
  secret: z.array(z.int().min(-128).max(127)),
  type: z.string(),
})

/** What FreeOTP+ exports as JSON. What it exports as URIs is a list of those. */
export function readFreeOtpPlus(file: SourceFile): Read {
  const { value, placeOf } = readJson(file)
  const fileSchema = z.object({ tokens: z.array(z.unknown()) })
  const { tokens } = shaped(fileSchema, value, placeOf(value), 'an export of FreeOTP+')
  if (tokens.length === 0) unexpected('there are no tokens in it')
  return tokens.map((one) => {
    const place = placeOf(one)
    const token = shaped(tokenSchema, one, place, 'a token')
    return entryOfDevice(token.label ?? '', deviceIn(token, place))
  })
}

function deviceIn(token: z.output<typeof tokenSchema>, place: Place): ReadDevice | Refused {
  const { algo, digits, period, secret, type, issuerExt, issuerInt } = token
  if (type.toUpperCase() === 'HOTP') return otherKind(place, 'counter-based codes (HOTP)')
  if (type.toUpperCase() !== 'TOTP') return otherKind(place, `codes of the kind ${quoted(type)}`)
  if ([issuerExt, issuerInt].includes('Steam')) return otherKind(place, 'Steam codes')
  return deviceOf({
    place,
    label: issuerExt || issuerInt || undefined,
    secret: { bytes: Uint8Array.from(secret, (byte) => byte & 0xff) },
    algorithm: algorithmOf(algo),
    written: algo,
    digits,
    period,
  })
}
