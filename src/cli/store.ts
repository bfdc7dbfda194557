import { Option, type Command } from 'commander'
import { systemClock } from '../kernel/instant.ts'
import { present } from '../kernel/typing.ts'
import type { TlsFiles } from '../server/config/configuration.ts'
import { openStore, tlsOf } from '../server/open-store.ts'
import { storeName } from '../server/store-location.ts'
import { refuseEmpty } from '../stores/transfer/unfinished.ts'
import { migrateStore } from '../stores/transfer/migrate.ts'
import { TransferError } from '../stores/transfer/transfer-error.ts'
import { done, type Answer, type Run } from './answer.ts'
import type { Io } from './io.ts'
import { configurationFor } from './workspace.ts'
import {
  atWork,
  locationFrom,
  openSource,
  openTarget,
  textOfCounts,
  type StoreFiles,
} from './transfer.ts'

const HELP = `
A store is sqlite:<path>, redis://host:port (redis+cluster://, redis+sentinel://, rediss://),
postgres://user:password@host:port/database?sslmode=verify-full, or env:NAME for a variable that holds one of
these: a password in an argument is seen by every user of the machine. OIDC_STEP_UP_REDIS_CA, _CERT and _KEY
name the PEM files for rediss://, as they do for the server; OIDC_STEP_UP_POSTGRES_… those for PostgreSQL.

Everything is copied, sessions and used codes included: nobody has to sign in again. Stop every server first, and
let them use the target afterwards. Both stores are read again in the end and must hold the same; if
somebody wrote to the source meanwhile, the target is emptied again. Secrets stay sealed: the servers need
the same keys as before.

The target must be empty. Where a migration was cut off, no server opens it: run it again with --resume to go on, or with
--discard to begin again. What was copied is compared in the end, either way.`

const UPGRADE_HELP = `
A new version of this program may keep accounts in another way than the one before. A SQLite file is carried over when a server
opens it, and so are the tables of PostgreSQL where the user of the servers owns them: where it does not, run this command once
with the address of the user who does, before the servers of the new version start. Redis is carried over by this command, and until it is, servers of the new version refuse to start and say so:

  1. stop every server of the former version, and wait for a minute
  2. make a backup with the former version: oidc-step-up backup --to <file>
  3. oidc-step-up store upgrade
  4. start the servers of the new version

Nobody has to sign in again. Where it is cut off, run it again: it goes on where it was, account by account. There is
no way back but the backup.`

export function addStoreCommands(program: Command, io: Io, run: Run): void {
  const store = program.command('store').description('where everything is kept')
  store
    .command('upgrade')
    .description('carry a store over that a former version has written')
    .addHelpText('after', UPGRADE_HELP)
    .action((_options: object, command: Command) => run(command, () => upgrade(io, command)))
  store
    .command('migrate')
    .description('copy a store into an empty one, of the same kind or another')
    .requiredOption('--from <store>', 'what is copied; nothing in it is changed')
    .requiredOption('--to <store>', 'an empty store')
    .option('--discard', 'empty the target first, if an earlier import into it was cut off')
    .addOption(
      new Option('--resume', 'go on with an earlier migration that was cut off').conflicts(
        'discard',
      ),
    )
    .addHelpText('after', HELP)
    .action((options: MigrateOptions, command: Command) => run(command, () => migrate(io, options)))
}

/** No configuration is read, which would be the one of either store: as the server's own variables say. */
function tlsFilesIn(env: Io['env']): StoreFiles {
  const filesOf = (kind: 'REDIS' | 'POSTGRES'): TlsFiles => {
    const fileOf = (name: string) => env[`OIDC_STEP_UP_${kind}_${name}`] || undefined
    return present({ ca: fileOf('CA'), cert: fileOf('CERT'), key: fileOf('KEY') })
  }
  return { redis: filesOf('REDIS'), postgres: filesOf('POSTGRES') }
}

async function upgrade(io: Io, command: Command): Promise<Answer> {
  const configuration = configurationFor(io, command)
  const { store, redis } = configuration
  if (store.kind === 'sqlite') {
    return done('a SQLite file is carried over when it is opened: nothing is to be done', {
      accounts: 0,
    })
  }
  if (store.kind === 'postgres') {
    await (await openStore(configuration)).close()
    return done('the tables are as this version keeps them', { accounts: 0 })
  }
  const { upgradeRedisStore } = await import('../stores/redis/former/upgrade.ts')
  return atWork(io, async ({ progress, signal }) => {
    const accounts = await upgradeRedisStore({
      url: store.url.reveal(),
      tls: tlsOf('redis', redis),
      onProgress: (count) => progress.tell('upgrading', count),
      signal,
    }).catch((error: unknown) => {
      if (!signal.aborted) throw error
      throw new TransferError('interrupted', 'interrupted: run it again, and it goes on from here')
    })
    const counted = `carried over ${accounts} ${accounts === 1 ? 'account' : 'accounts'}`
    const outcome = accounts === 0 ? 'there was nothing to carry over' : counted
    return done(`${outcome}: the store is as this version keeps it`, { accounts })
  })
}

interface MigrateOptions {
  readonly from: string
  readonly to: string
  readonly discard?: boolean
  readonly resume?: boolean
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
          resume: options.resume ?? false,
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
