import { randomBytes } from 'node:crypto'
import type { Accounts } from '../actions/accounts.ts'

const LOGIN = 'demo@example.com'

/**
 * One account with a random password, shown once: at the first start of the development profile, when there is none. Its address
 * is verified, because many applications let nobody in without (oauth2-proxy, and most that find people by their address).
 */
export async function firstAccount(accounts: Accounts): Promise<string> {
  if ((await accounts.list(undefined, 1)).length > 0) return ''
  const password = randomBytes(12).toString('base64url')
  const created = await accounts.create({
    login: LOGIN,
    displayName: 'Demo Person',
    password,
    email: LOGIN,
    emailVerified: true,
  })
  if (created.outcome !== 'created') return ''
  return `
    Sign in as   ${LOGIN}
    Password     ${password}
                 (random, and shown this once; change it with
                 npx oidc-step-up accounts set-password ${LOGIN})
`
}
