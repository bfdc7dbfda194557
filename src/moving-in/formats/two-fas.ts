import { z } from 'zod'
import { readBase32, readBase64 } from '../base32.ts'
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

const serviceSchema = z.object({
  name: z.string().nullish(),
  secret: z.string(),
  otp: z.object({
    account: z.string().nullish(),
    label: z.string().nullish(),
    issuer: z.string().nullish(),
    digits: z.number().nullish(),
    period: z.number().nullish(),
    algorithm: z.string().nullish(),
    tokenType: z.string().nullish(),
  }),
})

const fileSchema = z.object({
  schemaVersion: z.number(),
  services: z.array(z.unknown()),
  servicesEncrypted: z.string().nullish(),
})

/** A backup of 2FAS, as JSON or encrypted with a password of its own. */
export async function readTwoFas(file: SourceFile): Promise<Read> {
  const outer = readJson(file)
  const read = shaped(fileSchema, outer.value, outer.placeOf(outer.value), 'a backup of 2FAS')
  if (!read.servicesEncrypted) {
    if (read.services.length === 0) unexpected('there are no services in it')
    return read.services.map((one) => entryIn(one, outer.placeOf(one)))
  }
  const inner = readJson({ ...file, bytes: await open(read.servicesEncrypted, file) })
  const services = shaped(z.array(z.unknown()), inner.value, 'services', 'a backup of 2FAS')
  return services.map((one, at) => entryIn(one, `service ${at + 1}`))
}

/** `data:salt:iv` in base64; PBKDF2-SHA256 of 10,000 rounds, AES-256-GCM with the tag behind the data. */
async function open(sealed: string, { password }: SourceFile): Promise<Uint8Array> {
  if (!password) throw new MalformedFile('it is encrypted: give its password with --password-file')
  const [data, salt, iv] = sealed.split(':').map((part) => {
    const read = readBase64(part)
    if ('refused' in read) throw new MalformedFile('what is encrypted in it is not base64')
    return read.bytes
  })
  if (!data || !salt || !iv) throw new MalformedFile('what is encrypted in it is not as expected')
  const key = await pbkdf2Key(password, salt, { digest: 'sha256', iterations: 10_000, length: 32 })
  const opened = openGcm(key, iv, data.subarray(0, -16), data.subarray(-16))
  if (!opened) throw new MalformedFile('it is encrypted, and does not open with this password')
  return opened
}

function entryIn(service: unknown, place: Place) {
  const { name, secret, otp } = shaped(serviceSchema, service, place, 'a service')
  return entryOfDevice(otp.account || otp.label || '', deviceIn({ name, secret, otp }, place))
}

/** What is missing is the default: names that 2FAS does not know it dropped when the device was added. */
function deviceIn(
  { name, secret, otp }: z.output<typeof serviceSchema>,
  place: Place,
): ReadDevice | Refused {
  const kind = (otp.tokenType ?? 'TOTP').toUpperCase()
  if (kind === 'HOTP') return otherKind(place, 'counter-based codes (HOTP)')
  if (kind === 'STEAM') return otherKind(place, 'Steam codes')
  if (kind !== 'TOTP') return otherKind(place, `codes of the kind ${quoted(kind)}`)
  const written = otp.algorithm ?? 'SHA1'
  return deviceOf({
    place,
    label: otp.issuer || name || undefined,
    secret: readBase32(secret),
    algorithm: algorithmOf(written),
    written,
    digits: otp.digits ?? 6,
    period: otp.period ?? 30,
  })
}
