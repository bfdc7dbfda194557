import type { Command } from 'commander'
import { systemClock } from '../kernel/instant.ts'
import { restoreBackup, type Restored } from '../stores/transfer/restore.ts'
import { done, type Answer, type Run } from './answer.ts'
import { consent } from './consent.ts'
import type { Io } from './io.ts'
import { atWork, openTarget, textOfCounts } from './transfer.ts'
import { configurationFor } from './workspace.ts'
import { iso } from './standing.ts'

const HELP = `
The configured store must be empty, and no server may run on it. The backup is read to its end before
anything is written. If a restore is cut off, no server opens the store; run it again with --discard.

Restored are accounts, devices, recovery codes, used-code marks, failed attempts and activity. No code that was
used is accepted again: all that authenticator apps have shown until now count as used, so that the first
one that works is shown about a minute after the restore.

Not restored are sessions, grants, tokens, trusted browsers, password resets, waiting mails and logout notices: they may have
ended since the backup was made, and people who were signed out then would be signed in again. Everybody
signs in again. --with-sessions restores them too: only right if nothing was written since the backup was
made. A device that was being set up has to be set up again either way.

What happened after the backup was made is undone, including what protected people. Check:
  - passwords, and accounts that were disabled, are as they were
  - a device that was removed is back
  - recovery codes that were used are accepted again; --drop-recovery-codes leaves all of them out, and
    their owners make new ones after signing in with a device`

export function addRestoreCommand(program: Command, io: Io, run: Run): void {
  program
    .command('restore')
    .description('fill the configured store, which must be empty, from a backup')
    .requiredOption('--from <file>', 'what `oidc-step-up backup` wrote')
    .option('--with-sessions', 'also restore what may have ended since')
    .option('--drop-recovery-codes', 'leave all recovery codes out')
    .option('--discard', 'empty the store first, if an earlier import into it was cut off')
    .option('--yes', 'do not ask')
    .addHelpText('after', HELP)
    .action((options: RestoreOptions, command: Command) =>
      run(command, () => restore(io, command, options)),
    )
}

interface RestoreOptions {
  readonly from: string
  readonly withSessions?: boolean
  readonly dropRecoveryCodes?: boolean
  readonly discard?: boolean
  readonly yes?: boolean
}

async function restore(io: Io, command: Command, options: RestoreOptions): Promise<Answer> {
  const { withSessions = false, dropRecoveryCodes = false, discard = false } = options
  const configuration = configurationFor(io, command)
  const { store, profile, keys } = configuration
  if (dropRecoveryCodes) {
    const question =
      'Leave all recovery codes out? People who have lost their phone then need an operator to get in.'
    const refusal = await consent(io, options, question)
    if (refusal) return refusal
  }
  const target = await openTarget(store, configuration, {
    refuseVolatile: profile === 'production',
  })
  try {
    return await atWork(io, async ({ progress, signal }) => {
      const restored = await restoreBackup(
        options.from,
        target,
        { withSessions, dropRecoveryCodes },
        { clock: systemClock, discard, onProgress: progress.tell, signal },
      )
      const known = new Set(keys.sealing.map(({ id }) => id))
      const lacking = restored.restored.sealingKeys.filter((id) => !known.has(id))
      return reportOf(restored, options, lacking)
    })
  } finally {
    await target.close()
  }
}

function reportOf(
  { backup, restored }: Restored,
  { from, withSessions = false, dropRecoveryCodes = false }: RestoreOptions,
  lacking: readonly string[],
): Answer {
  const madeAt = iso(backup.createdAt)
  const { counts, checksum, sealingKeys } = restored
  const lines = [
    `restored ${textOfCounts(counts)} from ${from}`,
    `What happened after ${madeAt} is undone: look at disabled accounts, removed devices and passwords.`,
    ...(counts.devices > 0
      ? ['Codes of devices are accepted again in about a minute, and none that was used before.']
      : []),
    ...(counts.recoveryCodes > 0 && !dropRecoveryCodes
      ? ['Recovery codes that were used after that are accepted again.']
      : []),
    ...(withSessions
      ? ['Sessions and trusted browsers that were ended after that are alive again.']
      : ['Everybody signs in again: sessions, tokens and trusted browsers were not restored.']),
    ...(lacking.length > 0
      ? [
          `The configuration lacks the sealing keys ${lacking.join(', ')}: add them to keys.sealing, or what they seal does not open.`,
        ]
      : []),
  ]
  return done(lines.join('\n'), {
    file: from,
    createdAt: madeAt,
    source: backup.source,
    counts,
    checksum,
    sealingKeys,
    missingSealingKeys: lacking,
  })
}
