import type { Command } from 'commander'
import { resetSecondFactor } from '../actions/second-factor.ts'
import type { Account } from '../people/account.ts'
import { lastUseOf, type Authenticator } from '../people/authenticator.ts'
import { done, toldByMail, type Answer, type Run } from './answer.ts'
import { consent, type Yes } from './consent.ts'
import { table, type Io } from './io.ts'
import { failuresText, iso, standingOf } from './standing.ts'
import { onAccount, operatorOn, type Workspace } from './workspace.ts'

export function addDeviceCommands(program: Command, io: Io, run: Run): void {
  const devices = program.command('devices').description('the authenticator apps of an account')

  devices
    .command('list <login>')
    .description('an account’s devices; their secrets are never shown')
    .action(onAccount(io, run, list))
  devices
    .command('reset <login>')
    .description(
      'remove all devices and recovery codes of an account and end its sessions, when they are lost',
    )
    .option('--yes', 'do not ask')
    .action(onAccount(io, run, reset))
}

async function list(workspace: Workspace, account: Account): Promise<Answer> {
  // One that is being set up is none of the account's yet.
  const all = await workspace.store.authenticators.list(account.id)
  const rows = all.map((device) => [
    device.name,
    device.importedAt === undefined ? 'confirmed' : 'imported',
    iso(device.createdAt),
    lastUse(device),
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

async function reset(workspace: Workspace, account: Account, options: Yes): Promise<Answer> {
  const { id } = account
  const question = `Remove all devices and recovery codes of ${account.login} and end its sessions?`
  const refusal = await consent(workspace.io, options, question)
  if (refusal) return refusal
  const operator = operatorOn(workspace, id)
  const { devices: removed, recoveryCodes } = await resetSecondFactor(workspace, operator)
  const devices = removed === 1 ? '1 device' : `${removed} devices`
  const what = recoveryCodes ? `${devices} and the recovery codes` : devices
  const mailed = operator.mailed()
  return done(`removed ${what} of ${account.login}${toldByMail(mailed)}`, {
    id,
    removed,
    recoveryCodes,
    ...(mailed && { mailed }),
  })
}

function lastUse(device: Authenticator): string {
  const at = lastUseOf(device)
  return at === undefined ? 'not yet' : iso(at)
}

/** Named one by one, so that what joins the record later, or the secret, is not shown by accident. */
function asJson(device: Authenticator): object {
  const lastUsedAt = lastUseOf(device)
  return {
    id: device.id,
    name: device.name,
    status: device.importedAt === undefined ? 'confirmed' : 'imported',
    parameters: device.parameters,
    createdAt: iso(device.createdAt),
    ...(device.confirmedAt !== undefined && { confirmedAt: iso(device.confirmedAt) }),
    ...(device.importedAt !== undefined && { importedAt: iso(device.importedAt) }),
    ...(lastUsedAt !== undefined && { lastUsedAt: iso(lastUsedAt) }),
  }
}
