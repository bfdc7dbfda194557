import { present } from '../../kernel/typing.ts'
import type { Account } from '../../people/account.ts'
import type { AccountWithPassword } from '../../people/account-store.ts'
import type { AccountId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import { LANGUAGES } from '../../kernel/languages.ts'
import type { Connection } from './connection.ts'
import { keyOf } from './keys.ts'
import { createLoginIndex, type LoginIndex } from './login-index.ts'
import { fieldsOf, integerOf, malformed } from './replies.ts'

/** Accounts whose address it may be. */
export const addressIndex = (connection: Connection, email: string): LoginIndex =>
  createLoginIndex(connection, keyOf('email', addressKey(email)))

/** Whatever the request knows of it. */
export async function readAccountNow(
  connection: Connection,
  id: AccountId,
): Promise<Account | undefined> {
  const key = keyOf('account', id)
  const fields = fieldsOf(await connection.send(key, 'HGETALL', key))
  return fields && accountOf(id, fields)
}

/** ASCII letters in either case, as the port says. */
export const addressKey = (email: string): string =>
  email.replaceAll(/[A-Z]/g, (draft) => draft.toLowerCase())

export const isAddressOf = ({ email }: Account, address: string): boolean =>
  email !== undefined && addressKey(email) === addressKey(address)

/** What stands under an account, field by field. */
export function fieldsFrom(account: Account, passwordHash: string | undefined) {
  const { login, displayName, createdAt, disabledAt, proofsNotBefore, email, language } = account
  const { emailVerified } = account
  const fields: readonly [string, string | number | undefined][] = [
    ['login', login],
    ['name', displayName],
    ['created', createdAt],
    ['disabled', disabledAt],
    ['notBefore', proofsNotBefore],
    ['leaves', account.leavesAt],
    ['email', email],
    ['emailVerified', emailVerified && 1],
    ['language', language],
    ['password', passwordHash],
  ]
  return fields.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
}

export const accountOf = (id: string, fields: ReadonlyMap<string, string>): Account =>
  withPasswordOf(id, fields).account

export function withPasswordOf(
  id: string,
  fields: ReadonlyMap<string, string>,
): AccountWithPassword {
  const field = (name: string): string => fields.get(name) ?? malformed('an account')
  const instant = (name: string): Instant | undefined => {
    const value = fields.get(name)
    return value === undefined ? undefined : (integerOf(value) as Instant)
  }
  const [disabledAt, proofsNotBefore] = [instant('disabled'), instant('notBefore')]
  const leavesAt = instant('leaves')
  const email = fields.get('email')
  const language = LANGUAGES.find((tag) => tag === fields.get('language'))
  const passwordHash = fields.get('password')
  return {
    account: {
      id: id as AccountId,
      login: field('login'),
      displayName: field('name'),
      createdAt: instant('created') ?? malformed('an account'),
      ...present({ email }),
      ...(fields.get('emailVerified') === '1' ? { emailVerified: true } : {}),
      ...present({ language, disabledAt, proofsNotBefore, leavesAt }),
    },
    ...present({ passwordHash }),
  }
}
