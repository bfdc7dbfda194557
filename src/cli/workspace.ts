import type { Command } from 'commander'
import type { Acting } from '../actions/acting.ts'
import type { AccountId } from '../kernel/ids.ts'
import type { ThrottlePolicy } from '../kernel/throttle/attempt-store.ts'
import { systemClock, type Clock } from '../kernel/instant.ts'
import type { Configuration } from '../server/config/configuration.ts'
import { loadConfiguration } from '../server/config/load-configuration.ts'
import { createDomain, type Domain } from '../server/domain.ts'
import { openStore } from '../server/open-store.ts'
import type { Store } from '../stores/store.ts'
import type { Account } from '../people/account.ts'
import { noSuchAccount, type Answer, type Run } from './answer.ts'
import type { Io } from './io.ts'

/** What commands work on: the very store and accounts that the server has. */
export interface Workspace extends Domain {
  readonly io: Io
  readonly store: Store
  readonly clock: Clock
  /** How guessing is slowed down, as the server does it. */
  readonly throttle: ThrottlePolicy
}

/** Options that every command understands. */
export interface GlobalOptions {
  readonly config?: string
  readonly json?: boolean
}

/** The configuration that `--config` and the environment make. */
export function configurationFor(io: Io, command: Command): Configuration {
  const { config } = command.optsWithGlobals<GlobalOptions>()
  return loadConfiguration({
    ...(config !== undefined && { file: config }),
    env: io.env,
    profile: io.env['NODE_ENV'] === 'production' ? 'production' : 'development',
  })
}

/** An operator, on one account. `mailed` tells whether its owner hears of what was done. */
export function operatorOn(
  { journal, store }: Pick<Workspace, 'journal' | 'store'>,
  subject: AccountId,
) {
  let mailed = false
  const acting: Acting = {
    actor: 'operator',
    subject,
    async record(deed) {
      const recorded = await journal.record({ ...deed, accountId: subject })
      mailed ||= recorded.mailed
    },
    together: (work) => store.together(subject, work),
  }
  return { ...acting, mailed: () => mailed }
}

/**
 * Opens the store for as long as the work takes.
 *
 * @param options.mayBeNew whether the work makes sense in a store that is made for it; to anything else a store that
 *   is not there is a name mistyped
 */
export async function inWorkspace(
  io: Io,
  command: Command,
  work: (workspace: Workspace) => Promise<Answer>,
  { mayBeNew = false } = {},
): Promise<Answer> {
  const configuration = configurationFor(io, command)
  const { hasher } = io
  const store = await openStore(configuration, { mustExist: !mayBeNew })
  try {
    const domain = createDomain(configuration, store, systemClock, hasher ? { hasher } : {})
    const { throttle } = configuration
    return await work({ io, store, ...domain, clock: systemClock, throttle })
  } finally {
    await store.close()
  }
}

/** The action of a command about the account that it names first. */
export const onAccount = <Args extends readonly unknown[]>(
  io: Io,
  run: Run,
  work: (workspace: Workspace, account: Account, ...args: Args) => Promise<Answer>,
) =>
  function action(this: Command, login: string, ...args: Args): Promise<void> {
    return run(this, () =>
      inWorkspace(io, this, async (workspace) => {
        const account = await workspace.accounts.findByLogin(login)
        return account ? work(workspace, account, ...args) : noSuchAccount(login)
      }),
    )
  }
