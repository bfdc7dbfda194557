import { z } from 'zod'
import { present } from '../../kernel/typing.ts'
import { readPasswordHash } from '../../methods/password/hashes/index.ts'
import { readBase32 } from '../base32.ts'
import { deviceOf, quoted } from '../device.ts'
import {
  lineAt,
  type Entry,
  type Place,
  type Read,
  type Refused,
  type SourceFile,
} from '../entry.ts'
import { readJson, shaped } from '../json.ts'
import { textOf, unexpected } from '../text.ts'
import { customHashSchema, customPassword } from './auth0-password.ts'

const factorSchema = z.looseObject({ totp: z.object({ secret: z.string() }).nullish() })

const userSchema = z.object({
  email: z.string().nullish(),
  username: z.string().nullish(),
  email_verified: z.boolean().nullish(),
  name: z.string().nullish(),
  blocked: z.boolean().nullish(),
  /** bcrypt. */
  password_hash: z.string().nullish(),
  /** The same, in the export of hashes that Auth0 makes on request. */
  passwordHash: z.string().nullish(),
  custom_password_hash: customHashSchema.nullish(),
  mfa_factors: z.array(factorSchema).nullish(),
})

/** A file as Auth0 takes it for a bulk import (a list), or as it exports hashes: an object on each line. */
export function readAuth0(file: SourceFile): Read {
  const users = usersIn(file)
  if (users.length === 0) unexpected('there are no users in it')
  return users.map(({ user, place }) => entryOf(shaped(userSchema, user, place, 'a user'), place))
}

function usersIn(file: SourceFile): readonly { readonly user: unknown; readonly place: Place }[] {
  const text = textOf(file)
  if (text.trimStart().startsWith('[')) {
    const { value, placeOf } = readJson(file)
    return Array.isArray(value)
      ? value.map((user: unknown) => ({ user, place: placeOf(user) }))
      : []
  }
  return text.split(/\r?\n/).flatMap((line, at) => {
    if (line.trim() === '') return []
    const bytes = Buffer.from(line)
    return [{ user: readJson({ ...file, bytes }, at + 1).value, place: lineAt(at + 1) }]
  })
}

function entryOf(user: z.output<typeof userSchema>, place: Place): Entry | Refused {
  const name = user.username ?? user.email ?? ''
  if (name === '') return { place, refused: 'neither a name nor an address says whose it is' }
  const bcrypt = user.password_hash ?? user.passwordHash
  const custom = user.custom_password_hash
  const password = custom ? customPassword(custom) : bcrypt ? readPasswordHash(bcrypt) : undefined
  const factors = user.mfa_factors ?? []
  return {
    place,
    person: {
      name,
      ...present({
        email: user.email ?? undefined,
        emailVerified: user.email_verified ?? undefined,
        displayName: user.name ?? undefined,
        disabled: user.blocked ? true : undefined,
      }),
    },
    makesAccount: true,
    ...present({ password }),
    devices: factors.flatMap(({ totp }) =>
      totp
        ? [
            // What Auth0 checks, whatever the application was given.
            deviceOf({
              place,
              secret: readBase32(totp.secret),
              algorithm: 'SHA1',
              digits: 6,
              period: 30,
            }),
          ]
        : [],
    ),
    left: factors.flatMap((factor) =>
      Object.keys(factor)
        .filter((kind) => kind !== 'totp')
        .map((kind) => `second factor of the kind ${quoted(kind)}`),
    ),
  }
}
