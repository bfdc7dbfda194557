import { type Account } from '../people/account.ts'
import { nameKey } from '../kernel/typed.ts'
import { dateOf } from '../kernel/instant.ts'
import { done, type Answer } from './answer.ts'
import { table } from './io.ts'
import { UNTOUCHED, standingOf, stateOf, type Standing } from './standing.ts'
import type { Workspace } from './workspace.ts'

const PAGE = 500

export async function listAccounts(workspace: Workspace): Promise<Answer> {
  const { accounts } = workspace
  const all: Account[] = []
  let page: readonly Account[]
  do {
    const last = all.at(-1)
    page = await accounts.list(last && nameKey(last.login), PAGE)
    all.push(...page)
  } while (page.length === PAGE)
  const standings: Standing[] = []
  for (let from = 0; from < all.length; from += PAGE) {
    const some = all.slice(from, from + PAGE)
    standings.push(...(await Promise.all(some.map((account) => standingOf(workspace, account)))))
  }
  const states = all.map((account, index) => stateOf(account, standings[index] ?? UNTOUCHED))
  const rows = all.map(({ login, displayName, id }, index) => [
    login,
    displayName,
    id,
    states[index] ?? '',
  ])
  return done(
    table([['LOGIN', 'NAME', 'ID', 'STATUS'], ...rows]),
    all.map((account, index) => ({ ...asJson(account), status: states[index] })),
  )
}

/** What `accounts add` and `accounts list` tell programs. */
export const asJson = ({ createdAt, disabledAt, id, login, displayName }: Account): object => ({
  id,
  login,
  displayName,
  createdAt: dateOf(createdAt).toISOString(),
  ...(disabledAt !== undefined && { disabledAt: dateOf(disabledAt).toISOString() }),
})
