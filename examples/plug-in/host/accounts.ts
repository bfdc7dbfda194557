import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

export interface User {
  readonly id: string
  readonly email: string
  termsAccepted: boolean
}

const hash = promisify(scrypt) as (password: string, salt: Buffer, size: number) => Promise<Buffer>

const byId = new Map<string, User>()
const passwords = new Map<string, { readonly user: User; salt: Buffer; hash: Buffer }>()

/** What an unknown name is compared with: it takes as long and is never equal. */
const NOBODY = { salt: randomBytes(16), hash: randomBytes(32) }

/** The accounts of the application: a Map, where another has a table. */
export const users = {
  async add(email: string, password: string): Promise<User> {
    const user = { id: `user-${byId.size + 1}`, email, termsAccepted: false }
    const salt = randomBytes(16)
    byId.set(user.id, user)
    passwords.set(email, { user, salt, hash: await hash(password, salt, 32) })
    return user
  },

  find: async (id: string): Promise<User | undefined> => byId.get(id),

  async check(email: string, password: string): Promise<User | undefined> {
    const known = passwords.get(email)
    const { salt, hash: expected } = known ?? NOBODY
    return timingSafeEqual(await hash(password, salt, 32), expected) ? known?.user : undefined
  },
}
