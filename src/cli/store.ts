import type { Command } from 'commander'
import { systemClock } from '../kernel/instant.ts'
import { storeName, type TlsFiles } from '../server/open-store.ts'
import { refuseEmpty } from '../stores/transfer/unfinished.ts'
import { migrateStore } from '../stores/transfer/migrate.ts'
import { done, type Answer, type Run } from './answer.ts'
import type { Io } from './io.ts'
import { atWork, locationFrom, openSource, openTarget, textOfCounts } from './transfer.ts'

const HELP = `
A store is sqlite:<path>, redis://host:port (redis+cluster://, redis+sentinel://, rediss://), or env:NAME
for a variable that holds one of these: a password in an argument is seen by every user of the machine.
OIDC_STEP_UP_REDIS_CA, _CERT and _KEY name the PEM files for rediss://, as they do for the server.

Everything is copied, sessions and used codes included: nobody has to sign in again. Stop every server first, and
let them use the target afterwards. Both stores are read again in the end and must hold the same; if
somebody wrote to the source meanwhile, the target is emptied again. Secrets stay sealed: the servers need
the same keys as before.

The target must be empty. Where a migration was cut off, no server opens it; run it again with --discard.`

export function addStoreCommands(program: Command, io: Io, run: Run): void {
  program
    .command('store')
    .description('where everything is kept')
    .command('migrate')
    .description('copy a store into an empty one, of the same kind or another')
    .requiredOption('--from <store>', 'what is copied; nothing in it is changed')
    .requiredOption('--to <store>', 'an empty store')
    .option('--discard', 'empty the target first, if an earlier import into it was cut off')
    .addHelpText('after', HELP)
    .action((options: MigrateOptions, command: Command) => run(command, () => migrate(io, options)))
}

/** No configuration is read, which would be the one of either store: as the server's own variables say. */
const tlsFilesIn = (env: Io['env']): TlsFiles => ({
  ca: env['OIDC_STEP_UP_REDIS_CA'] || undefined,
  cert: env['OIDC_STEP_UP_REDIS_CERT'] || undefined,
  key: env['OIDC_STEP_UP_REDIS_KEY'] || undefined,
})

interface MigrateOptions {
  readonly from: string
  readonly to: string
  readonly discard?: boolean
}

async function migrate(io: Io, options: MigrateOptions): Promise<Answer> {
  const [from, to] = [
    locationFrom(io, '--from', options.from),
    locationFrom(io, '--to', options.to),
  ]
  const refuseVolatile = io.env['NODE_ENV'] === 'production'
  const files = tlsFilesIn(io.env)
  const source = await openSource(from, files)
  try {
    const target = await openTarget(to, files, { refuseVolatile })
    try {
      return await atWork(io, async ({ progress, signal }) => {
        await refuseEmpty(source, systemClock())
        const { counts, checksum, sealingKeys } = await migrateStore(source, target, {
          clock: systemClock,
          discard: options.discard ?? false,
          onProgress: progress.tell,
          signal,
        })
        const names = { from: storeName(from), to: storeName(to) }
        return done(
          `copied ${textOfCounts(counts)} from ${names.from} to ${names.to}\nboth hold the same; checksum ${checksum}`,
          { ...names, counts, checksum, sealingKeys },
        )
      })
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}
