import { z } from 'zod'
import { parseJson } from '../../kernel/typing.ts'
import { argon2Hash, pbkdf2Hash } from '../../methods/password/hashes/index.ts'
import { readBase64 } from '../base32.ts'
import { quoted } from '../device.ts'
import type { ReadPassword } from '../entry.ts'

const additional = z.record(z.string(), z.array(z.string())).nullish()
const dataSchema = z.object({
  algorithm: z.string(),
  hashIterations: z.number(),
  additionalParameters: additional,
})
const secretSchema = z.object({ value: z.string(), salt: z.string() })

const DIGESTS = {
  pbkdf2: 'sha1',
  'pbkdf2-sha256': 'sha256',
  'pbkdf2-sha512': 'sha512',
} as const

const VARIANTS: Readonly<Record<string, 'd' | 'i' | 'id'>> = { d: 'd', i: 'i', id: 'id' }
const VERSIONS: Readonly<Record<string, 16 | 19>> = { '1.0': 16, '1.3': 19 }

/** How Keycloak keeps a password: two texts of JSON, the bytes in base64. */
export function keycloakPassword(credential: {
  readonly credentialData?: string | null | undefined
  readonly secretData?: string | null | undefined
}): ReadPassword {
  const data = dataSchema.safeParse(parseJson(credential.credentialData ?? ''))
  const secret = secretSchema.safeParse(parseJson(credential.secretData ?? ''))
  if (!data.success) return { refused: 'what it says of the password cannot be read' }
  if (!secret.success)
    return { refused: 'the password’s hash is not in the file: use kc.sh export' }
  const [key, salt] = [readBase64(secret.data.value), readBase64(secret.data.salt)]
  if ('refused' in key || 'refused' in salt) return { refused: 'the password’s hash is not base64' }
  const { algorithm, hashIterations: iterations, additionalParameters } = data.data
  const parts = { salt: salt.bytes, key: key.bytes }
  if (algorithm === 'argon2') {
    const parameter = (name: string): string => additionalParameters?.[name]?.[0] ?? ''
    const [variant, version] = [VARIANTS[parameter('type')], VERSIONS[parameter('version')]]
    if (variant === undefined || version === undefined) {
      return { refused: `argon2 of the type ${quoted(parameter('type'))} is not known` }
    }
    return argon2Hash({
      ...parts,
      variant,
      version,
      memory: Number(parameter('memory')),
      passes: iterations,
      lanes: Number(parameter('parallelism')),
    })
  }
  const digest = Object.entries(DIGESTS).find(([name]) => name === algorithm)?.[1]
  return digest === undefined
    ? { refused: `the password’s algorithm ${quoted(algorithm)} is not known` }
    : pbkdf2Hash({ ...parts, digest, iterations })
}
