import type { Command } from 'commander'
import { lastUseOf, type Authenticator } from '../people/authenticator.ts'
import { signInBudgetOf } from '../kernel/throttle/code-budgets.ts'
import { removeSecondFactor } from '../people/remove-second-factor.ts'
import { dateOf, type Instant } from '../kernel/instant.ts'
import { done, noSuchAccount, toldByMail, type Answer, type Run } from './answer.ts'
import { consent } from './consent.ts'
import { table, type Io } from './io.ts'
import { failuresText, standingOf } from './standing.ts'
import { inWorkspace, type Workspace } from './workspace.ts'

export function addDeviceCommands(program: Command, io: Io, run: Run): void {
  const devices = program.command('devices').description('the authenticator apps of an account')

  devices
    .command('list <login>')
    .description('an account’s devices; their secrets are never shown')
    .action((login: string, _: unknown, command: Command) =>
      run(command, () => inWorkspace(io, command, (workspace) => list(workspace, login))),
    )
  devices
    .command('reset <login>')
    .description(
      'remove all devices and recovery codes of an account and end its sessions, when they are lost',
    )
    .option('--yes', 'do not ask')
    .action((login: string, options: { yes?: boolean }, command: Command) =>
      run(command, () =>
        inWorkspace(io, command, (workspace) => reset(workspace, io, login, options)),
      ),
    )
}

async function list(workspace: Workspace, login: string): Promise<Answer> {
  const { accounts, store } = workspace
  const account = await accounts.findByLogin(login)
  if (!account) return noSuchAccount(login)
  // One that is being set up is none of the account's yet.
  const all = await store.authenticators.list(account.id)
  const rows = all.map((device) => [
    device.name,
    'confirmed',
    iso(device.createdAt),
    iso(lastUseOf(device) ?? device.createdAt),
    device.id,
  ])
  const header = ['NAME', 'STATUS', 'ADDED', 'LAST USED', 'ID']
  const { codes } = await standingOf(workspace, account)
  const text = all.length > 0 ? table([header, ...rows]) : `${account.login} has no devices`
  const refused = codes.lockedSince ?? codes.waitsUntil
  return done(
    refused === undefined ? text : `${text}\n\ncodes: ${failuresText(codes)}`,
    all.map(asJson),
  )
}

/**
 * First the devices and recovery codes: from then on no code is accepted. Then what was proved with the password is
 * void as well, so that whoever holds the lost device's session loses it.
 */
async function reset(
  { accounts, store, clock, journal }: Workspace,
  io: Io,
  login: string,
  options: { yes?: boolean },
): Promise<Answer> {
  const account = await accounts.findByLogin(login)
  if (!account) return noSuchAccount(login)
  const { id } = account
  const question = `Remove all devices and recovery codes of ${account.login} and end its sessions?`
  const refusal = await consent(io, options, question)
  if (refusal) return refusal
  const { devices: removed, recoveryCodes } = await removeSecondFactor(store, id)
  await store.accounts.voidProofs(id, clock())
  await store.attempts.clear(signInBudgetOf(id))
  const devices = removed === 1 ? '1 device' : `${removed} devices`
  const what = recoveryCodes ? `${devices} and the recovery codes` : devices
  const { mailed } = await journal.record({ type: 'second_factor_reset', accountId: id })
  return done(`removed ${what} of ${account.login}${toldByMail(mailed)}`, {
    id,
    removed,
    recoveryCodes,
    ...(mailed && { mailed }),
  })
}

const iso = (at: Instant): string => dateOf(at).toISOString()

/** Named one by one, so that what joins the record later, or the secret, is not shown by accident. */
function asJson(device: Authenticator): object {
  const lastUsedAt = lastUseOf(device)
  return {
    id: device.id,
    name: device.name,
    status: 'confirmed',
    parameters: device.parameters,
    createdAt: iso(device.createdAt),
    ...(device.confirmedAt !== undefined && { confirmedAt: iso(device.confirmedAt) }),
    ...(lastUsedAt !== undefined && { lastUsedAt: iso(lastUsedAt) }),
  }
}
