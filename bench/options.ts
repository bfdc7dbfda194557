import { existsSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { CHART, DOCUMENT, RESULTS } from './report/results.ts'
import { SECTIONS } from './sections/index.ts'
import type { Section } from './section.ts'
import { programOf } from '../test/support/postgres-server.ts'

export const HELP = `Measures what sign-ins cost, and writes ${DOCUMENT} and ${CHART}.

Usage: npm run bench -- [options]

  --only <a,b>   run these sections; the others keep their last results (${RESULTS})
  --all          run the long ones too
  --quick        few rounds of fewer candidates, in a minute or two: shows that it works.
                 Prints, and writes nothing
  --dry          print what was measured, and write nothing
  --against <d>  compare this checkout’s sign-ins with those of the one in folder d, and write nothing
  --render       measure nothing: write the documents again from the last results
  --help         this

Without options it takes some ten minutes, and more than an hour with the long sections.

Sections:
${SECTIONS.map(({ name, about, long }) => `  ${name.padEnd(13)}${about}${long ? ' (long)' : ''}`).join('\n')}

Examples:
  npm run bench -- --only sign-in,pages --dry
  npm run bench -- --against ../the-checkout-before

It takes redis-server, PostgreSQL’s server and initdb, and Chromium for the pages. All traffic stays on this machine. Let nothing else run
meanwhile, and compare only ratios. Ctrl-C ends it; finished sections have been written by then.`

/** What the command line asks for. */
export type Task =
  | { readonly task: 'help' }
  | { readonly task: 'refuse'; readonly problem: string }
  | { readonly task: 'render' }
  | { readonly task: 'compare'; readonly root: string; readonly quick: boolean }
  | {
      readonly task: 'measure'
      readonly sections: readonly Section[]
      readonly quick: boolean
      /** Few rounds are nothing to keep. */
      readonly write: boolean
    }

/** @param args behind the program's name */
export function taskOf(args: readonly string[]): Task {
  const parsed = parse(args)
  if (typeof parsed === 'string') return refuse(parsed)
  const { only, against, help, render, quick, dry, all } = parsed
  if (help) return { task: 'help' }
  const alone = ['only', 'all', 'against', 'render'] as const
  const [one, other] = alone.filter((name) => parsed[name] !== undefined && parsed[name] !== false)
  if (other !== undefined) return refuse(`--${one} and --${other} exclude each other.`)
  if (render && (quick || dry))
    return refuse('--render measures nothing and writes: it goes alone.')
  if (render) return { task: 'render' }
  if (against !== undefined) {
    const root = resolve(against)
    return existsSync(join(root, 'src/cli/main.ts'))
      ? { task: 'compare', root, quick }
      : refuse(`--against: there is no checkout in ${root} (no src/cli/main.ts).`)
  }
  const names = only?.split(',').map((name) => name.trim())
  const unknown = names?.find((name) => !SECTIONS.some((section) => section.name === name))
  if (unknown !== undefined) {
    const known = SECTIONS.map(({ name }) => name).join(', ')
    return refuse(`--only: there is no section “${unknown}”; there are ${known}.`)
  }
  const sections = SECTIONS.filter(({ name, long = false }) =>
    names ? names.includes(name) : all || !long,
  )
  return { task: 'measure', sections, quick, write: !dry && !quick }
}

const refuse = (problem: string): Task => ({ task: 'refuse', problem })

/** The options, or what is wrong with them. */
function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        only: { type: 'string' },
        all: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        dry: { type: 'boolean', default: false },
        against: { type: 'string' },
        render: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    return values
  } catch (error) {
    // Its messages name the option; all else would be a mistake of ours.
    if (error instanceof TypeError && 'code' in error) return `${error.message}.`
    throw error
  }
}

/** Programs that are needed and missing. */
export function missingFor(task: Task, path = process.env['PATH'] ?? ''): readonly string[] {
  const needed =
    task.task === 'compare'
      ? ['redis-server', 'postgres']
      : task.task === 'measure'
        ? ['redis-server', ...new Set(task.sections.flatMap(({ takes = [] }) => takes))]
        : []
  const folders = path.split(delimiter)
  return needed.filter(
    (name) =>
      !folders.some((folder) => existsSync(join(folder, name))) &&
      !(name === 'postgres' && existsSync(programOf(name))),
  )
}
