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
import { openAegis } from './aegis-vault.ts'
import { entryOfDevice } from './otpauth.ts'

const entrySchema = z.object({
  type: z.string(),
  name: z.string().nullish(),
  issuer: z.string().nullish(),
  info: z.object({
    secret: z.string().nullish(),
    algo: z.string().nullish(),
    digits: z.number().nullish(),
    period: z.number().nullish(),
  }),
})

const fileSchema = z.object({
  version: z.number(),
  header: z.looseObject({ slots: z.unknown(), params: z.unknown() }),
  db: z.union([z.string(), z.object({ version: z.number(), entries: z.array(z.unknown()) })]),
})

const dbSchema = z.object({ entries: z.array(z.unknown()) })

/** What Aegis writes: as JSON, or encrypted with a password of its own. */
export async function readAegis(file: SourceFile): Promise<Read> {
  const outer = readJson(file)
  const { header, db } = shaped(
    fileSchema,
    outer.value,
    outer.placeOf(outer.value),
    'an Aegis file',
  )
  const isOpen = typeof db !== 'string'
  if (isOpen && header.slots) {
    throw new MalformedFile('an Aegis file: it says that it is encrypted, and is not')
  }
  const inner = isOpen
    ? { ...outer, value: db }
    : readJson({ ...file, bytes: await openAegis(header, db, file.password) })
  const { entries } = shaped(dbSchema, inner.value, inner.placeOf(inner.value), 'an Aegis file')
  return entries.map((entry, at) => {
    const place = isOpen ? inner.placeOf(entry) : `entry ${at + 1}`
    const read = shaped(entrySchema, entry, place, 'an entry')
    return entryOfDevice(read.name ?? '', deviceIn(read, place))
  })
}

const KINDS: Readonly<Record<string, string>> = {
  hotp: 'counter-based codes (HOTP)',
  steam: 'Steam codes',
  yandex: 'Yandex codes',
  motp: 'mOTP codes',
}

function deviceIn(
  { type, issuer, info }: z.output<typeof entrySchema>,
  place: Place,
): ReadDevice | Refused {
  const kind = type.toLowerCase()
  if (kind !== 'totp') return otherKind(place, KINDS[kind] ?? `codes of the kind ${quoted(type)}`)
  const written = info.algo ?? 'SHA1'
  return deviceOf({
    place,
    label: issuer || undefined,
    secret: readBase32(info.secret ?? ''),
    algorithm: algorithmOf(written),
    written,
    digits: info.digits ?? 6,
    period: info.period ?? 30,
  })
}
