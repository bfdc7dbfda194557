import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import {
  CHART,
  DOCUMENT,
  RESULTS,
  readResults,
  surroundings,
  writeResults,
} from './report/results.ts'
import { compareWith } from './sections/against.ts'
import { SECTIONS } from './sections/index.ts'

const HELP = `Measures what sign-ins cost, and writes ${DOCUMENT} and ${CHART}.

Usage: npm run bench -- [options]

  --only <a,b>  run these sections; the others keep their last results (${RESULTS})
  --all         run the long ones too
  --quick       fewer rounds, in under a minute: shows that it works. Prints, and writes nothing
  --dry         print what was measured, and write nothing
  --against <d> compare this checkout’s sign-ins with those of the one in folder d, and write nothing
  --render      measure nothing: write the documents anew from the last results
  --help        this

Sections:
${SECTIONS.map(({ name, about, long }) => `  ${name.padEnd(12)}${about}${long ? ' (long)' : ''}`).join('\n')}

It takes redis-server, and Chromium for the pages. All traffic stays on this machine. Let nothing else run
meanwhile, and compare only ratios.`

const say = (text: string): void => void process.stdout.write(`${text}\n`)

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    all: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    dry: { type: 'boolean', default: false },
    against: { type: 'string' },
    render: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const wanted = values.only?.split(',')
const unknown = wanted?.find((name) => !SECTIONS.some((section) => section.name === name))

if (values.help) {
  say(HELP)
} else if (unknown !== undefined) {
  process.stderr.write(`There is no section "${unknown}".\n\n${HELP}\n`)
  process.exitCode = 2
} else if (values.against !== undefined) {
  await compareWith(resolve(values.against), { quick: values.quick, say })
} else if (values.render) {
  await writeResults(readResults())
} else {
  const { quick, dry } = values
  for (const { name, long = false, run } of SECTIONS) {
    if (wanted ? !wanted.includes(name) : long && !values.all) continue
    const began = performance.now()
    const outcome = await run({ quick, say })
    for (const { title, head, rows } of outcome.tables) {
      say(`\n${title}\n${[head, ...rows].map((row) => `  ${row.join(' | ')}`).join('\n')}`)
    }
    for (const { target, part = '', measured, met } of outcome.findings) {
      say(`  target ${target} ${part}: ${measured} ${met ? 'met' : 'missed'}`)
    }
    say(`${name} took ${((performance.now() - began) / 1000).toFixed(0)} s\n`)
    // After each: what is interrupted keeps what it has.
    if (!dry) await writeResults({ ...readResults(), [name]: { on: surroundings(), ...outcome } })
  }
}
