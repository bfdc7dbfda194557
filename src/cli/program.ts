import { type Run, type RunServer, EXIT, type Answer, faulty, misused } from './answer.ts'
import { Command, CommanderError } from 'commander'
import { ConfigurationError, Fault } from '../kernel/faults.ts'
import { InvalidConfiguration } from '../server/config/configuration.ts'
import { addAccountCommands } from './accounts.ts'
import { addBackupCommands } from './backup.ts'
import { addClientCommands } from './clients.ts'
import { addConfigCommands } from './config.ts'
import { addDeviceCommands } from './devices.ts'
import { addExplainCommand } from './explain.ts'
import { addImportCommand } from './import.ts'
import { addExportCommand } from './export.ts'
import { addKeyCommands } from './keys.ts'
import { lostToNpm } from './lost-to-npm.ts'
import { printable, type Io, type Output } from './io.ts'
import { addRestoreCommand } from './restore.ts'
import { addSessionCommands } from './sessions.ts'
import { addServeCommand } from './serve.ts'
import { addStoreCommands } from './store.ts'
import type { GlobalOptions } from './workspace.ts'
import { version } from '../kernel/version.ts'

const HELP = `
Exit codes:
  0  done
  1  something that should work does not
  2  the command line, the configuration or the input is wrong
  3  there is no such account or client
  4  refused: a conflict, a rule, or not confirmed

Every option of the server is explained in config/default.yaml.`

/** Runs one command line, and resolves the exit code. */
export async function runProgram(args: readonly string[], io: Io): Promise<number> {
  let exit: number = EXIT.ok

  const run: Run = async (command, work) => {
    const answer = await work().catch(answerTo)
    exit = answer.exit
    print(answer, command.optsWithGlobals<GlobalOptions>(), io)
  }
  const runServer: RunServer = async (command, work) => {
    try {
      exit = await work()
    } catch (error) {
      await run(command, () => Promise.reject(error))
    }
  }

  const program = new Command('oidc-step-up')
    .description('An OpenID provider that asks for a TOTP code after the password.')
    .version(version())
    .option('--config <file>', 'the configuration file (or OIDC_STEP_UP_CONFIG)')
    .option('--json', 'print JSON, for programs')
    .addHelpText('after', HELP)
    .configureOutput({
      writeOut: (text) => say(io.stdout, text),
      writeErr: (text) => say(io.stderr, text),
      getOutHelpWidth: () => widthOf(io.stdout),
      getErrHelpWidth: () => widthOf(io.stderr),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .exitOverride()
  addServeCommand(program, io, runServer)
  addAccountCommands(program, io, run)
  addDeviceCommands(program, io, run)
  addClientCommands(program, io, run)
  addSessionCommands(program, io, run)
  addConfigCommands(program, io, run)
  addKeyCommands(program, io, run)
  addExplainCommand(program, io, run)
  addBackupCommands(program, io, run)
  addRestoreCommand(program, io, run)
  addStoreCommands(program, io, run)
  addImportCommand(program, io, run)
  addExportCommand(program, io, run)

  const lost = lostToNpm(program, io.env)
  if (lost.length > 0) {
    say(io.stderr, `npm has kept ${lost.join(', ')} for itself. Use npx oidc-step-up instead.\n`)
    return EXIT.usage
  }
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    // Help that was asked for is an answer; help because nothing was asked is not.
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  }
  return exit
}

/** Columns of help; in a file and through a pipe as many as terminals have by custom. */
const widthOf = ({ isTTY, columns = 80 }: Output): number => (isTTY ? columns : 80)

/** Results of people's mistakes have been returned by now: what is thrown is an operator's or ours. */
function answerTo(error: unknown): Answer {
  if (error instanceof ConfigurationError) {
    const problems = error instanceof InvalidConfiguration ? error.problems : []
    return misused(error.code, error.message, { problems })
  }
  if (error instanceof Fault) return faulty(error.code, error.message)
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return faulty('internal', text)
}

function print({ exit, text, json, onStderr }: Answer, options: GlobalOptions, io: Io): void {
  const stdout = onStderr ? io.stderr : io.stdout
  if (options.json) say(stdout, `${JSON.stringify(json)}\n`)
  else say(exit === EXIT.ok ? stdout : io.stderr, `${printable(text)}\n`)
}

/** `… | head` closes the pipe when it has seen enough: what was done is done, and nobody reads the rest. */
function say(stream: Output, text: string): void {
  stream.off('error', unlessUnread).on('error', unlessUnread).write(text)
}

function unlessUnread(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}
