import type { Mac } from '../kernel/mac.ts'
import type { AccountAction } from '../pages/parts.ts'
import { returnTarget } from './entrance.ts'
import { TO_DO } from './routes.ts'

export interface AskingConsole {
  /** Where the console is, and the client by which it asks. */
  readonly path: string
  readonly clientId: string
  readonly mac: Mac
}

const PATTERNS = Object.entries(TO_DO).map(([address, action]) => ({
  action,
  pattern: new RegExp(`^${address.replaceAll(/:\w+/g, '[^/]+')}$`),
}))

/**
 * What an authorization request of the console is for: undefined for every other one. Read off where it leads
 * back to, which is signed: no link puts another reason before somebody's eyes.
 */
export function accountActionOf(
  { path, clientId, mac }: AskingConsole,
  { client_id: client, state }: Readonly<Record<string, unknown>>,
): AccountAction | undefined {
  if (client !== clientId) return undefined
  const target = typeof state === 'string' ? returnTarget(mac, state) : undefined
  const address = target?.startsWith(path) ? target.slice(path.length) || '/' : '/'
  return PATTERNS.find(({ pattern }) => pattern.test(address))?.action ?? 'open_account'
}
