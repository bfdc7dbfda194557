import { spawn } from 'node:child_process'
import { globSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { installTools } from './support/install-tools.ts'
import { memoryFolder } from './support/memory-folder.ts'

interface Lane {
  /** What the names of its files end with. */
  readonly ending: string
  /** Files that run at the same time, each in a process of its own. */
  readonly jobs: number
  /** Milliseconds that one test may take. */
  readonly timeout: number
}

/** Two are enough for two processors, and leave the other ones to browsers and servers. */
const BESIDE = Math.max(2, Math.min(4, Math.floor(availableParallelism() / 2)))

/** See docs/testing.md for what belongs where. */
const LANES: Readonly<Record<string, Lane>> = {
  test: { ending: '.test.ts', jobs: BESIDE, timeout: 60_000 },
  system: { ending: '.system.ts', jobs: BESIDE, timeout: 120_000 },
  chaos: { ending: '.chaos.ts', jobs: 1, timeout: 300_000 },
  long: { ending: '.long.ts', jobs: 1, timeout: 3_600_000 },
}

/** The folders whose files take longest: what begins last should not keep the others waiting. */
const FIRST = ['test/views/', 'test/browser/', 'test/fixtures/', 'test/stores/', 'test/flows/']

const USAGE = `usage: node test/run.ts ${Object.keys(LANES).join('|')} [FILE ...] [mocha's options]
  FILE             run these instead of all of the lane
  --grep PATTERN   run the tests whose names match
  --jobs N         files at the same time`

const rank = (file: string): number => {
  const place = FIRST.findIndex((folder) => file.startsWith(folder))
  return place < 0 ? FIRST.length : place
}

/** Folder by folder, the largest first: as good a guess as any at what takes longest. */
const filesOf = ({ ending }: Lane): string[] =>
  globSync(`test/**/*${ending}`)
    .map((file) => ({ file: file.replaceAll('\\', '/'), size: statSync(file).size }))
    .toSorted((one, other) => rank(one.file) - rank(other.file) || other.size - one.size)
    .map(({ file }) => file)

const [name = '', ...args] = process.argv.slice(2)
const lane = LANES[name]
if (!lane || args.includes('--help')) {
  console.log(USAGE)
  process.exit(lane ? 0 : 2)
}
installTools(name)
const named = args.filter((arg) => arg.endsWith('.ts'))
const options = args.filter((arg) => !named.includes(arg))
const files = named.length > 0 ? named : filesOf(lane)
const jobs = options.some((option) => option.startsWith('--jobs')) ? [] : [`--jobs=${lane.jobs}`]
// The other lanes need the room for programs, or write to the disk that they are about.
const memory = name === 'test' && process.env['TMPDIR'] === undefined ? memoryFolder() : undefined
const mocha = spawn(
  process.execPath,
  [
    'node_modules/mocha/bin/mocha.js',
    '--parallel',
    ...jobs,
    `--timeout=${lane.timeout}`,
    '--reporter=test/support/progress-reporter.ts',
    `--reporter-option=files=${files.length}`,
    ...options,
    ...files,
  ],
  { stdio: 'inherit', env: { ...process.env, ...(memory ? { TMPDIR: memory } : {}) } },
)
// An interruption reaches both: mocha ends its workers, and this waits for it.
process.on('SIGINT', () => {})
mocha.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1)
})
