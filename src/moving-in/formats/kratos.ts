import { z } from 'zod'
import { present } from '../../kernel/typing.ts'
import { readPasswordHash } from '../../methods/password/hashes/index.ts'
import { quoted } from '../device.ts'
import {
  isRefused,
  type Entry,
  type Place,
  type Read,
  type ReadDevice,
  type Refused,
  type SourceFile,
} from '../entry.ts'
import { readJson, shaped } from '../json.ts'
import { readUri } from '../otpauth-uri.ts'
import { DEFAULT_TOTP } from '../../people/index.ts'
import { unexpected } from '../text.ts'

const credentialSchema = z.object({
  identifiers: z.array(z.string()).nullish(),
  config: z
    .looseObject({ hashed_password: z.string().nullish(), totp_url: z.string().nullish() })
    .nullish(),
})

const identitySchema = z.object({
  id: z.string().nullish(),
  state: z.string().nullish(),
  traits: z.record(z.string(), z.unknown()).nullish(),
  verifiable_addresses: z
    .array(z.object({ value: z.string(), verified: z.boolean(), via: z.string().nullish() }))
    .nullish(),
  credentials: z.record(z.string(), credentialSchema.nullish()).nullish(),
})
type Identity = z.output<typeof identitySchema>

/** A list of identities, or one, as the administration API gives them with `include_credential`. */
export function readKratos(file: SourceFile): Read {
  const { value, placeOf } = readJson(file)
  const wrapped = z.object({ identities: z.array(z.unknown()) }).safeParse(value)
  const all = wrapped.success ? wrapped.data.identities : Array.isArray(value) ? value : [value]
  if (all.length === 0) unexpected('there are no identities in it')
  return all.map((identity: unknown) => {
    const place = placeOf(identity)
    return entryOf(shaped(identitySchema, identity, place, 'an identity'), place)
  })
}

function entryOf(identity: Identity, place: Place): Entry | Refused {
  const { credentials, traits, verifiable_addresses: addresses } = identity
  const { password, totp } = credentials ?? {}
  const mail = addresses?.find(({ via }) => (via ?? 'email') === 'email')
  const email = text(traits?.['email']) ?? mail?.value
  const name = text(traits?.['username']) ?? password?.identifiers?.[0] ?? email
  if (!name) return { place, refused: 'neither a name nor an address says whose it is' }
  const hash = password?.config?.hashed_password
  const verified = addresses?.some((one) => one.value === email && one.verified)
  return {
    place,
    person: {
      name,
      ...present({
        email,
        emailVerified: verified ? true : undefined,
        displayName: displayNameOf(traits?.['name']),
        disabled: identity.state === 'inactive' ? true : undefined,
      }),
    },
    makesAccount: true,
    ...(password
      ? {
          password: hash
            ? readPasswordHash(hash)
            : { refused: 'the password’s hash is not in the file: ask with include_credential' },
        }
      : {}),
    devices: totp ? [deviceIn(totp.config?.totp_url ?? '', place)] : [],
    left: Object.keys(credentials ?? {})
      .filter((kind) => kind !== 'password' && kind !== 'totp')
      .map((kind) => `credential of the type ${quoted(kind)}`),
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

function displayNameOf(name: unknown): string | undefined {
  if (typeof name === 'string') return name || undefined
  const parts = z
    .object({ first: z.string().nullish(), last: z.string().nullish() })
    .safeParse(name)
  return parts.success
    ? [parts.data.first, parts.data.last].filter(Boolean).join(' ') || undefined
    : undefined
}

/** Kratos checks by SHA1, 6 digits and 30 seconds whatever the URI says: so did whoever signs in with it. */
function deviceIn(uri: string, place: Place): ReadDevice | Refused {
  if (uri === '')
    return { place, refused: 'the device’s secret is not in the file: ask with include_credential' }
  const { device } = readUri(
    uri.replaceAll(/([?&])(?:algorithm|digits|period)=[^&]*/gi, '$1'),
    place,
  )
  const asWritten = readUri(uri, place).device
  if (isRefused(device)) return device
  const isOther =
    isRefused(asWritten) || JSON.stringify(asWritten.parameters) !== JSON.stringify(DEFAULT_TOTP)
  return isOther
    ? {
        ...device,
        changes: [
          'its URI says other settings than Kratos checks: SHA1, 6 digits and 30 seconds are taken',
        ],
      }
    : device
}
