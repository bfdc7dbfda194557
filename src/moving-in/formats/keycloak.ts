import { z } from 'zod'
import { parseJson, present } from '../../kernel/typing.ts'
import type { TotpAlgorithm } from '../../people/index.ts'
import { readBase32 } from '../base32.ts'
import { deviceOf, otherKind, quoted } from '../device.ts'
import type { Entry, Place, Read, ReadDevice, Refused, SourceFile } from '../entry.ts'
import { readJson, shaped } from '../json.ts'
import { unexpected } from '../text.ts'
import { keycloakPassword } from './keycloak-password.ts'

const credentialSchema = z.object({
  type: z.string(),
  userLabel: z.string().nullish(),
  secretData: z.string().nullish(),
  credentialData: z.string().nullish(),
})
export type Credential = z.output<typeof credentialSchema>

const userSchema = z.object({
  username: z.string(),
  email: z.string().nullish(),
  emailVerified: z.boolean().nullish(),
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  enabled: z.boolean().nullish(),
  serviceAccountClientId: z.string().nullish(),
  credentials: z.array(credentialSchema).nullish(),
  requiredActions: z.array(z.string()).nullish(),
})
type User = z.output<typeof userSchema>

const realmSchema = z.object({ users: z.array(z.unknown()) })

/**
 * What `kc.sh export` writes: a realm, several, or a file of a realm's users. The list of credentials that the
 * administration API gives has no secrets, and refuses every device.
 */
export function readKeycloak(file: SourceFile): Read {
  const { value, placeOf } = readJson(file)
  const realms: readonly unknown[] = Array.isArray(value) ? value : [value]
  const users = realms.flatMap(
    (realm) => shaped(realmSchema, realm, placeOf(realm), 'a realm').users,
  )
  if (users.length === 0) unexpected('there are no users in it: export the realm with its users')
  return users.map((user) => {
    const place = placeOf(user)
    return entryOf(shaped(userSchema, user, place, 'a user'), place)
  })
}

function entryOf(user: User, place: Place): Entry | Refused {
  const { username, credentials, serviceAccountClientId } = user
  if (serviceAccountClientId) {
    return { place, refused: `${quoted(username)} is a service account: register it as a client` }
  }
  const all = credentials ?? []
  const passwords = all.filter(({ type }) => type === 'password')
  const [password] = passwords.map(keycloakPassword)
  const displayName = [user.firstName, user.lastName].filter(Boolean).join(' ')
  return {
    place,
    person: {
      name: username,
      ...present({
        email: user.email ?? undefined,
        emailVerified: user.emailVerified ?? undefined,
        displayName: displayName || undefined,
        disabled: user.enabled === false ? true : undefined,
      }),
    },
    makesAccount: true,
    ...present({ password }),
    devices: all.filter(({ type }) => type === 'otp').map((one) => deviceIn(one, place)),
    left: leftOf(all, user.requiredActions ?? []),
  }
}

function leftOf(credentials: readonly Credential[], actions: readonly string[]): string[] {
  const others = new Set(credentials.map(({ type }) => type))
  for (const carried of ['password', 'otp', 'password-history']) others.delete(carried)
  return [
    ...[...others].map((type) => `credential of the type ${quoted(type)}`),
    ...actions.map((action) => `required action ${quoted(action)}`),
  ]
}

const dataSchema = z.object({
  subType: z.string().nullish(),
  digits: z.number(),
  period: z.number(),
  algorithm: z.string(),
  secretEncoding: z.string().nullish(),
})
const secretSchema = z.object({ value: z.string() })

const ALGORITHMS: Readonly<Record<string, TotpAlgorithm>> = {
  HmacSHA1: 'SHA1',
  HmacSHA256: 'SHA256',
  HmacSHA512: 'SHA512',
}

function deviceIn(credential: Credential, place: Place): ReadDevice | Refused {
  const data = dataSchema.safeParse(parseJson(credential.credentialData ?? ''))
  if (!data.success) return { place, refused: 'what it says of a device cannot be read' }
  const { subType, digits, period, algorithm } = data.data
  const encoding = data.data.secretEncoding ?? ''
  if (subType?.toLowerCase() === 'hotp') return otherKind(place, 'counter-based codes (HOTP)')
  if (subType !== 'totp') return otherKind(place, `codes of the kind ${quoted(subType ?? '')}`)
  const secret = secretSchema.safeParse(parseJson(credential.secretData ?? ''))
  if (!secret.success) {
    return { place, refused: 'the device’s secret is not in the file: use kc.sh export' }
  }
  const { value } = secret.data
  // What Keycloak itself enrols has no encoding: the text's own bytes are the key.
  const isText = encoding === ''
  if (!isText && encoding.toUpperCase() !== 'BASE32') {
    return { place, refused: `the secret’s encoding ${quoted(encoding)} is unknown` }
  }
  return deviceOf({
    place,
    label: credential.userLabel ?? undefined,
    secret: isText ? { bytes: new Uint8Array(Buffer.from(value, 'utf8')) } : readBase32(value),
    algorithm: ALGORITHMS[algorithm],
    written: algorithm,
    digits,
    period,
  })
}
