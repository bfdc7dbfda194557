import { resolve } from 'node:path'
import type { Command } from 'commander'
import { systemClock } from '../kernel/instant.ts'
import { backupStore } from '../stores/transfer/backup.ts'
import { checkBackup, type CheckedBackup } from '../stores/transfer/backup-reader.ts'
import { refuseEmpty } from '../stores/transfer/unfinished.ts'
import { done, type Answer, type Run, faulty, misused } from './answer.ts'
import type { Io } from './io.ts'
import { atWork, openSource, textOfCounts, textOfKeys } from './transfer.ts'
import { configurationFor } from './workspace.ts'
import { codeOf } from '../kernel/faults.ts'
import { iso } from './standing.ts'

const HELP = `
The servers keep running. On SQLite and PostgreSQL the backup is of one moment; on Redis it is made account by
account, and may or may not contain what is written meanwhile. It contains everything that was done before it began.

Secrets stay sealed: without the sealing keys (keys.sealing) a backup is of no use, so keep those too, and
somewhere else. The file still holds password hashes and sessions, and only its owner can read it (mode
0600). To encrypt it: oidc-step-up backup --to - | age -r … > backup.age

The file appears when it is whole and on the disk; it never overwrites another.`

export function addBackupCommands(program: Command, io: Io, run: Run): void {
  const backup = program
    .command('backup')
    .description('copy the store to a file, while it is in use')
    .option('--to <file>', 'a file that does not exist yet, or - for standard output')
    .addHelpText('after', HELP)
    .action((options: { to?: string }, command: Command) =>
      run(command, () => save(io, command, options.to)),
    )
  backup
    .command('verify <file>')
    .description('read a backup to its end, and report whether it is complete and what it holds')
    .action((file: string, _: unknown, command: Command) => run(command, () => verify(io, file)))
}

async function save(io: Io, command: Command, to: string | undefined): Promise<Answer> {
  if (to === undefined) {
    return misused('option_missing', 'say where to: --to <file>, or --to - for standard output')
  }
  if (to === '-' && io.stdout.isTTY) {
    return misused(
      'option_invalid',
      'refusing to write a backup to a terminal: redirect standard output',
    )
  }
  const configuration = configurationFor(io, command)
  const source = await openSource(configuration.store, configuration)
  try {
    const answer = await atWork(io, async ({ progress, signal }) => {
      await refuseEmpty(source, systemClock())
      const made = await backupStore(source, to === '-' ? io.stdout : resolve(to), {
        clock: systemClock,
        onProgress: progress.tell,
        signal,
      }).catch((error: unknown) => {
        if (to === '-' && codeOf(error) === 'EPIPE') return undefined
        throw error
      })
      if (!made) return notTaken
      const { counts, checksum, sealingKeys } = made
      const file = to === '-' ? 'standard output' : to
      return done(
        `saved ${textOfCounts(counts)} to ${file}\nchecksum ${checksum}\n${textOfKeys(sealingKeys)}\n` +
          'Whoever reads it has password hashes and sessions: keep it as you keep the store.',
        {
          file: to,
          createdAt: iso(made.createdAt),
          source: source.name,
          counts,
          checksum,
          sealingKeys,
        },
      )
    })
    return to === '-' ? { ...answer, onStderr: true } : answer
  } finally {
    await source.close()
  }
}

/** Whatever was to encrypt or to keep it has ended. */
const notTaken = faulty('output_closed', 'standard output was closed before the backup was whole')

const verify = (io: Io, file: string): Promise<Answer> =>
  atWork(io, async ({ progress, signal }) => {
    const backup = await checkBackup(file, {
      onProgress: (records) => progress.tell('checking', records),
      signal,
    })
    return done(
      `${file} is whole: ${textOfCounts(backup.counts)}, as of ${timeOf(backup)}\nchecksum ${backup.checksum}\n${textOfKeys(backup.sealingKeys)}`,
      { file, whole: true, ...factsOf(backup) },
    )
  })

const timeOf = ({ createdAt }: CheckedBackup): string => iso(createdAt)

/** Named one by one: what joins them later is not printed by accident. */
const factsOf = (backup: CheckedBackup): object => ({
  createdAt: timeOf(backup),
  source: backup.source,
  counts: backup.counts,
  checksum: backup.checksum,
  sealingKeys: backup.sealingKeys,
})
