import type { Command } from 'commander'
import type { Configuration } from '../server/config/configuration.ts'
import { catchHangups, type Hangups } from '../server/hangups.ts'
import type { Io } from './io.ts'
import type { RunServer } from './answer.ts'
import { configurationFor } from './workspace.ts'

/** Runs the server until it is told to stop, and resolves the exit code when it has. */
export type Serve = (configuration: Configuration, hangups: Hangups) => Promise<number>

export function addServeCommand(program: Command, io: Io, run: RunServer): void {
  program
    .command('serve')
    .description('run the OpenID provider')
    .action((_: unknown, command: Command) =>
      run(command, async () => {
        const hangups = catchHangups()
        const configuration = configurationFor(io, command)
        // Only this command needs the provider; the others start without loading it.
        const { serve }: { serve: Serve } = await import('../server/main.ts')
        return serve(configuration, hangups)
      }),
    )
}
