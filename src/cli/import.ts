import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { Option, type Command } from 'commander'
import { codeOf } from '../kernel/faults.ts'
import { Secret } from '../kernel/secret.ts'
import {
  FORMATS,
  MalformedFile,
  matchEntries,
  readFiles,
  readMapping,
  adoptAll,
  tallyOf,
  type FormatName,
  type Mapping,
  type ReportLine,
  type SourceFile,
  type Tally,
} from '../moving-in/index.ts'
import type { TotpAlgorithm } from '../people/index.ts'
import { TransferError } from '../stores/transfer/transfer-error.ts'
import { done, misused, type Answer, type Run } from './answer.ts'
import { table, type Io } from './io.ts'
import { atWork, type Work } from './transfer.ts'
import { inWorkspace, operatorOn, type Workspace } from './workspace.ts'

const HELP = `
Formats:
${table(Object.entries(FORMATS).map(([name, { title }]) => [`  ${name}`, title]))}

Nothing is written before the files were read to their end and the account of each entry was found: by its login, by
an email address that is verified here and there, or by --map, a CSV file with the columns name (as it is in the file)
and login (of the account here). Formats that hold accounts make those that are missing; the others add devices.

Each line of the report says what became of one thing: taken; changed, and how; unchanged, because it was there
before; left, because it does not come along; or refused, and why. Take --dry-run first: it says the same and writes
nothing.

The same file again changes nothing. Where an import is cut off, run it again: it goes on where it was.

docs/moving-in.md has a recipe for each of the programs.`

export function addImportCommand(program: Command, io: Io, run: Run): void {
  program
    .command('import <files...>')
    .description('take in accounts, passwords and devices of another program')
    .addOption(
      new Option('--from <format>', 'what wrote the files; see below')
        .choices(Object.keys(FORMATS))
        .makeOptionMandatory(),
    )
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--map <file>', 'which account is meant by which name')
    .option(
      '--password-file <file>',
      'holds the password, or the key, of an encrypted file; - for standard input',
    )
    .addOption(
      new Option(
        '--algorithm <name>',
        'what devices hash by, where the format does not say',
      ).choices(['SHA1', 'SHA256', 'SHA512'] satisfies TotpAlgorithm[]),
    )
    .addHelpText('after', HELP)
    .action((files: readonly string[], options: ImportOptions, command: Command) =>
      run(command, () => importFiles(io, command, files, options)),
    )
}

interface ImportOptions {
  readonly from: FormatName
  readonly dryRun?: boolean
  readonly map?: string
  readonly passwordFile?: string
  readonly algorithm?: TotpAlgorithm
}

async function importFiles(
  io: Io,
  command: Command,
  names: readonly string[],
  options: ImportOptions,
): Promise<Answer> {
  try {
    const password = await passwordIn(io, options.passwordFile)
    const { algorithm } = options
    const more = { ...(password ? { password } : {}), ...(algorithm ? { algorithm } : {}) }
    const files = await Promise.all(
      names.map(async (name) => ({ ...(await fileAt(name)), ...more })),
    )
    const mapping =
      options.map === undefined ? new Map<string, string>() : await mappingAt(options.map)
    const reading = await readFiles(options.from, files)
    if (reading.outcome === 'malformed') {
      return misused('file_malformed', `nothing was imported: ${reading.problem}`)
    }
    return await inWorkspace(
      io,
      command,
      (workspace) =>
        atWork(io, (work) => importInto(workspace, work, reading.entries, mapping, options)),
      { mayBeNew: options.dryRun !== true },
    )
  } catch (error) {
    if (error instanceof UnreadableFile) return misused('file_unreadable', error.message)
    if (error instanceof MalformedFile) {
      return misused('file_malformed', `nothing was imported: ${error.message}`)
    }
    throw error
  }
}

async function importInto(
  workspace: Workspace,
  { progress, signal }: Work,
  entries: Parameters<typeof matchEntries>[0],
  mapping: Mapping,
  { from, dryRun = false }: ImportOptions,
): Promise<Answer> {
  const { store, sealer, clock, authenticators } = workspace
  const plan = await matchEntries(entries, { accounts: store.accounts, mapping, now: clock() })
  const lines = await adoptAll(plan, {
    adoption: store.adoption,
    sealer,
    clock,
    deviceLimit: authenticators.limit,
    actingOn: (id) => operatorOn(workspace, id),
    abandon: (error) => store.abandon(error),
    dryRun,
    onProgress: (accounts) => progress.tell('importing', accounts),
    signal,
  }).catch((error: unknown) => {
    if (!signal.aborted) throw error
    throw new TransferError('interrupted', 'interrupted: run it again, and it goes on from here')
  })
  return reportOf(lines, from, dryRun)
}

function reportOf(lines: readonly ReportLine[], from: FormatName, dryRun: boolean): Answer {
  const tally = tallyOf(lines)
  const rows = lines.map(({ place, name, result, text: words }) => [result, place, name, words])
  const summary = `${dryRun ? 'nothing was written: ' : ''}${textOfTally(tally)}`
  const report =
    rows.length === 0 ? '' : `${table([['RESULT', 'WHERE', 'NAME', 'WHAT'], ...rows])}\n\n`
  return done(`${report}${summary}`, { from, dryRun, ...tally, lines })
}

const textOfTally = (tally: Tally): string =>
  Object.entries(tally)
    .filter(([, count]) => count > 0)
    .map(([result, count]) => `${count} ${result}`)
    .join(', ') || 'there was nothing to import'

class UnreadableFile extends Error {}

async function fileAt(name: string): Promise<SourceFile> {
  try {
    return { name, bytes: new Uint8Array(await readFile(name)) }
  } catch (error) {
    throw new UnreadableFile(`${name} cannot be read: ${codeOf(error)}`, { cause: error })
  }
}

/** From a file, and never from an argument, which every user of the machine can read. */
async function passwordIn(io: Io, name: string | undefined): Promise<Secret<string> | undefined> {
  if (name === undefined) return undefined
  const given =
    name === '-' ? await text(io.stdin) : Buffer.from((await fileAt(name)).bytes).toString('utf8')
  return new Secret(given.replace(/\r?\n$/, ''))
}

const mappingAt = async (name: string): Promise<Mapping> => readMapping(await fileAt(name))
