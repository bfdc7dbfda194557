import { open, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { codeOf } from '../kernel/faults.ts'
import { exportDevices } from '../moving-in/index.ts'
import { declined, done, misused, type Answer, type Run } from './answer.ts'
import type { Io } from './io.ts'
import { configurationFor, inWorkspace, operatorOn } from './workspace.ts'

const HELP = `
Writes an otpauth:// URI for each device of each account, with the device's name on the line before. Whoever reads the
file can make everybody's codes: it is for moving to another program, and for nothing else.

Each owner finds it in the account's history and is notified by mail, with the reason that you give. It takes the
sealing keys (keys.sealing), and is refused where one of them is missing.

What an account holds, without secrets, its owner downloads from the account's pages.`

export function addExportCommand(program: Command, io: Io, run: Run): void {
  program
    .command('export')
    .description('write the keys of all devices to a file, to move to another program')
    .option('--with-secrets', 'state that keys are what you want')
    .option('--reason <text>', 'why; every owner reads it')
    .option('--to <file>', 'a file that does not exist yet, or - for standard output')
    .addHelpText('after', HELP)
    .action((options: ExportOptions, command: Command) =>
      run(command, () => exportTo(io, command, options)),
    )
}

interface ExportOptions {
  readonly withSecrets?: boolean
  readonly reason?: string
  readonly to?: string
}

/** Characters; a sentence or two. */
const LONGEST_REASON = 200

async function exportTo(io: Io, command: Command, options: ExportOptions): Promise<Answer> {
  const { withSecrets, to } = options
  const reason = options.reason?.trim() ?? ''
  if (!withSecrets) return misused('option_missing', 'this writes keys: say --with-secrets')
  if (reason === '' || reason.length > LONGEST_REASON || /\p{C}/u.test(reason)) {
    return misused(
      'option_missing',
      `say why, in 1 to ${LONGEST_REASON} characters: --reason <text>; every owner reads it`,
    )
  }
  if (to === undefined) {
    return misused('option_missing', 'say where to: --to <file>, or --to - for standard output')
  }
  if (to === '-' && io.stdout.isTTY) {
    return misused(
      'option_invalid',
      'refusing to write keys to a terminal: redirect standard output',
    )
  }
  const { productName } = configurationFor(io, command)
  const file = to === '-' ? undefined : await openNew(resolve(to))
  if (file === 'exists') return declined('file_exists', `${to} exists already: nothing was written`)
  try {
    return await inWorkspace(io, command, async (workspace) => {
      const { text, accounts, devices } = await exportDevices({
        accounts: workspace.store.accounts,
        authenticators: workspace.store.authenticators,
        sealer: workspace.sealer,
        issuer: productName,
        actingOn: (id) => operatorOn(workspace, id),
        reason,
      })
      if (file) {
        await file.writeFile(text)
        await file.sync()
      } else io.stdout.write(text)
      const where = to === '-' ? 'standard output' : to
      const answer = done(
        `wrote ${devices} ${devices === 1 ? 'device' : 'devices'} of ${accounts} ${accounts === 1 ? 'account' : 'accounts'} to ${where}\n` +
          'Whoever reads it can make their codes: delete it when the other program has read it.',
        { file: to, accounts, devices },
      )
      return to === '-' ? { ...answer, onStderr: true } : answer
    })
  } catch (error) {
    // A part of the keys is worse than none: the rest would be missed later.
    if (file) await rm(resolve(to), { force: true })
    throw error
  } finally {
    await file?.close()
  }
}

/** Before anybody is told that keys were written. */
async function openNew(path: string) {
  try {
    return await open(path, 'wx', 0o600)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return 'exists'
    throw error
  }
}
