import type { Command } from 'commander'
import type { ExplainOptions } from './explanation.ts'
import type { Io } from './io.ts'
import type { Run } from './answer.ts'
import { configurationFor, inWorkspace } from './workspace.ts'

export function addExplainCommand(program: Command, io: Io, run: Run): void {
  program
    .command('explain')
    .description('what a sign-in would be asked for, and why, rule by rule')
    .option('--account <login>', 'who signs in; without it, somebody unknown')
    .option('--client <id>', 'the application, from the configuration or the store')
    .option('--acr-values <names>', 'as in the request: names with spaces between')
    .option('--claims <json>', 'as in the request')
    .option('--max-age <seconds>', 'as in the request')
    .option(
      '--proved <method@ago>',
      'what the session has proved, for example password@10m; may be repeated',
      (value: string, known: readonly string[]) => [...known, value],
      [],
    )
    .action((options: ExplainOptions, command: Command) =>
      run(command, async () => {
        // Only this command needs the provider's rules; the others start without loading them.
        const { explain } = await import('./explanation.ts')
        const configuration = configurationFor(io, command)
        // Nobody in particular stands in no store, which may not be there yet.
        return options.account === undefined
          ? explain(configuration, options)
          : inWorkspace(io, command, (workspace) => explain(configuration, options, workspace))
      }),
    )
}
