import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assertNever } from '../src/kernel/typing.ts'
import { atTheEnd, endOnSignals } from './leftovers.ts'
import { HELP, missingFor, taskOf } from './options.ts'
import { readResults, surroundings, writeResults } from './report/results.ts'
import type { Outcome, Section } from './section.ts'
import { compareWith } from './sections/against.ts'
import { compileServers } from './servers/start.ts'

const say = (text: string): void => void process.stdout.write(`${text}\n`)

function refuse(problem: string): void {
  process.stderr.write(`${problem}\n\`npm run bench -- --help\` tells what there is.\n`)
  process.exitCode = 2
}

/** Everything that is written meanwhile is written in one folder, whoever writes it, and goes with it. */
function useOwnFolder(): void {
  const folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-bench-'))
  process.env['TMPDIR'] = folder
  atTheEnd(() => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 })
  })
}

async function run(section: Section, quick: boolean): Promise<Outcome> {
  const began = performance.now()
  const outcome = await section.run({ quick, say })
  for (const { title, head, rows } of outcome.tables) {
    say(`\n${title}\n${[head, ...rows].map((row) => `  ${row.join(' | ')}`).join('\n')}`)
  }
  for (const { target, part = '', measured, met } of outcome.findings) {
    say(`  target ${target} ${part}: ${measured} ${met ? 'met' : 'missed'}`)
  }
  say(`${section.name} took ${((performance.now() - began) / 1000).toFixed(0)} s\n`)
  return outcome
}

const task = taskOf(process.argv.slice(2))
const missing = missingFor(task)
if (missing.length > 0) {
  refuse(`It takes ${missing.join(' and ')}, which is not to be found.`)
} else {
  useOwnFolder()
  endOnSignals()
  switch (task.task) {
    case 'help':
      say(HELP)
      break
    case 'refuse':
      refuse(task.problem)
      break
    case 'render':
      await writeResults(readResults())
      break
    case 'compare':
      compileServers()
      compileServers(task.root)
      await compareWith(task.root, { quick: task.quick, say })
      break
    case 'measure':
      compileServers()
      for (const section of task.sections) {
        const outcome = await run(section, task.quick)
        // After each: what is interrupted keeps what it has.
        if (task.write)
          await writeResults({
            ...readResults(),
            [section.name]: { on: surroundings(), ...outcome },
          })
      }
      break
    default:
      assertNever(task)
  }
}
