import { Argument, type Command } from 'commander'
import { dateOf, systemClock, type Instant } from '../kernel/instant.ts'
import { type Configuration, KEY_KINDS, type KeyKind } from '../server/config/configuration.ts'
import { nameOf } from '../server/keys/read-keys.ts'
import { keyLifetimes, scheduleOf, type ScheduledKey } from '../server/keys/schedule.ts'
import { done, type Answer, type Run } from './answer.ts'
import { table, type Io } from './io.ts'
import { rewrapSecrets, verifySecrets } from './key-secrets.ts'
import { createKeys } from './keys-create.ts'
import { pruneKeys, type PruneOptions } from './keys-prune.ts'
import { rotateKeys, type RotateOptions } from './keys-rotate.ts'
import { configurationFor } from './workspace.ts'

const KINDS = 'signing, cookies or sealing'

const HELP = `
A running server reads new keys by itself within 10 seconds, or immediately on SIGHUP. With several servers,
distribute the file to all of them before the new key's time: then none meets a key that it does not know.`

export function addKeyCommands(program: Command, io: Io, run: Run): void {
  const keys = program
    .command('keys')
    .description('the keys that sign tokens and cookies, and seal secrets')
    .addHelpText('after', HELP)

  keys
    .command('create')
    .description('make the keys of a new deployment: three files in a folder')
    .argument('<folder>', 'made if it is not there; nothing in it is overwritten')
    .action((folder: string, _: unknown, command: Command) =>
      run(command, async () => createKeys(folder)),
    )
  keys
    .command('list')
    .description(
      'all keys by their ids, since when or from when they are used, and until when needed',
    )
    .action((_: unknown, command: Command) =>
      run(command, async () => list(configurationFor(io, command))),
    )
  keys
    .command('rotate')
    .description('add a new key to its file; the old ones are still understood')
    .addArgument(new Argument('<kind>', KINDS).choices(KEY_KINDS))
    .option('--in <duration>', 'how long until it is used (default: 1d for signing, else 15m)')
    .option('--now', 'use it immediately: other servers may not know it yet')
    .option(
      '--drop-old',
      'because somebody else knows the old ones: use it immediately, and drop them',
    )
    .option('--yes', 'do not ask')
    .action((kind: KeyKind, options: RotateOptions, command: Command) =>
      run(command, () => rotateKeys(io, configurationFor(io, command), kind, options)),
    )
  keys
    .command('prune')
    .description('remove keys that are no longer needed from their files')
    .addArgument(new Argument('[kind]', `${KINDS} (default: all)`).choices(KEY_KINDS))
    .option('--now', 'everything that was replaced, even if it may still be needed')
    .option('--yes', 'do not ask')
    .action((kind: KeyKind | undefined, options: PruneOptions, command: Command) =>
      run(command, () =>
        pruneKeys(io, configurationFor(io, command), kind ? [kind] : KEY_KINDS, options),
      ),
    )
  keys
    .command('rewrap')
    .description(
      'seal with the key in use, now, what older ones sealed; a server does it bit by bit',
    )
    .action((_: unknown, command: Command) =>
      run(command, () => rewrapSecrets(io, configurationFor(io, command))),
    )
  keys
    .command('verify')
    .description('open every sealed secret, and report which keys they need and which do not open')
    .action((_: unknown, command: Command) =>
      run(command, () => verifySecrets(io, configurationFor(io, command))),
    )
}

function list(configuration: Configuration): Answer {
  const { keys } = configuration
  const now = systemClock()
  const lifetimes = keyLifetimes(configuration)
  const all = KEY_KINDS.flatMap((kind) =>
    scheduleOf(keys, kind, lifetimes, now).map((key) => ({
      kind,
      ...key,
      where: nameOf(keys.sources?.[kind] ?? { kind: 'written' }),
    })),
  )
  const rows = all.map((key) => [
    key.kind,
    key.id,
    key.state,
    key.from === undefined ? 'ever' : timeOf(key.from),
    needOf(key, now),
    key.where,
  ])
  const header = ['KIND', 'ID', 'STATE', 'FROM', 'NEEDED', 'WHERE']
  return done(
    table([header, ...rows]),
    all.map(({ kind, id, state, from, neededUntil, where }) => ({
      kind,
      id,
      state,
      ...(from !== undefined && { from: timeOf(from) }),
      ...(neededUntil !== undefined && { neededUntil: timeOf(neededUntil) }),
      where,
    })),
  )
}

function needOf({ state, neededUntil }: ScheduledKey, now: Instant): string {
  if (state !== 'old') return 'yes'
  if (neededUntil === undefined) return 'unknown'
  return neededUntil > now ? `until ${timeOf(neededUntil)}` : 'no longer'
}

const timeOf = (at: Instant): string => dateOf(at).toISOString().replace('.000Z', 'Z')
