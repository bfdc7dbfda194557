import type { Command } from 'commander'
import type { Environment } from '../server/config/environment.ts'

/** npm knows these itself; they may come from its own configuration, and nothing goes wrong without them. */
const OF_NPM = ['--json', '--yes', '--version', '--help']

/**
 * The options that npm has kept for itself: `npm run cli explain --account ann` gives the program no `--account`, and
 * `--config=other.yaml` would name another store without a word. npm hands them on as variables.
 */
export function lostToNpm(program: Command, env: Environment): string[] {
  if (env['npm_lifecycle_event'] !== 'cli') return []
  const names = commandsOf(program).flatMap(({ options }) =>
    options.flatMap(({ long }) => (long && !OF_NPM.includes(long) ? [long] : [])),
  )
  return [...new Set(names)].filter((name) => env[variableOf(name)] !== undefined)
}

const commandsOf = (command: Command): readonly Command[] => [
  command,
  ...command.commands.flatMap(commandsOf),
]

const variableOf = (option: string): string =>
  `npm_config_${option.replace(/^--(no-)?/, '').replaceAll('-', '_')}`
