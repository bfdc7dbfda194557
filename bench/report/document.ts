import type { Finding, Table } from '../section.ts'
import { SECTIONS } from '../sections/index.ts'
import { STORE_NAMES } from '../stores/location.ts'
import type { Results, Surroundings } from './results.ts'
import { TARGETS, type Target } from './targets.ts'

/** `docs/benchmarks.md`: everything in it but its prose comes from the results. */
export function documentOf(results: Results): string {
  const outcomes = SECTIONS.flatMap(({ name }) => results[name] ?? [])
  const findings = outcomes.flatMap(({ findings: own }) => own)
  return [
    '# What a second factor costs',
    '',
    ABOUT,
    '',
    '![Processor time of each flow as a multiple of the bare library’s](benchmarks.svg)',
    '',
    '## The targets',
    '',
    tableOf({
      head: ['', 'target', 'measured', ''],
      rows: TARGETS.map((target) => rowOf(target, findings)),
    }),
    '',
    '### What it takes, or why it stops short',
    '',
    ...TARGETS.flatMap(({ number, name, why }) => [`**${number}. ${name}.** ${why}`, '']),
    ...outcomes.flatMap(({ tables, on }) =>
      tables.flatMap((table) => [
        `## ${table.title}`,
        '',
        tableOf(table),
        '',
        ...(table.note === undefined ? [] : [table.note, '']),
        `_${told(on)}_`,
        '',
      ]),
    ),
    ...absentFrom(results),
  ].join('\n')
}

/** Sections and stores of which there is no table. */
function absentFrom(results: Results): readonly string[] {
  const lines = SECTIONS.flatMap(({ name, on = [] }) => {
    const titles = (results[name]?.tables ?? []).map(({ title }) => title)
    const absent = on
      .map((store) => STORE_NAMES[store])
      .filter((store) => !titles.some((title) => title.includes(store)))
    return absent.length === 0 ? [] : [`- \`${name}\` on ${absent.join(', ')}`]
  })
  return lines.length === 0 ? [] : ['## Not measured yet', '', ...lines, '']
}

const ABOUT = `
Written by \`npm run bench\`; do not edit it by hand. Processor time is what the server’s process used
(\`process.cpuUsage\`, all threads), per flow: from the authorization request over all pages to tokens and
userinfo, with PKCE, over keep-alive connections, in a new browser each. The candidates are processes of their
own and take turns, round after round, four people in parallel; a ratio is the median over the rounds of what both
took in the same round, with its 95 % confidence interval (bootstrap). Only ratios within one run say
anything: a machine that is busy with something else makes all times longer, and both sides of a ratio alike.

The baseline is \`oidc-provider\` with nothing around it: it asks for a name, believes it, checks no password,
writes no log, and its page is one form. Both sides run compiled, with the
heap flags of \`npm start\`, sign with ES256, keep the same artefacts, and have their one client in their configuration. On
SQLite and Redis both keep them through the same adapter. On PostgreSQL the baseline has a plain one of its own: one table, one
prepared statement for each operation, a pool of as many connections, and nothing of what ours holds to besides
(\`bench/servers/plain-postgres.ts\`); its ratios are not to be compared with those of the other two. Either has a PostgreSQL of
its own, with fsync and synchronous_commit on. What Redis and PostgreSQL themselves take is not counted. Ours is the program as \`serve\`
runs it in the production profile, with its pages, headers, budgets, audit trail and history; argon2 alone,
with its threads, is replaced, from outside, because it would cover everything else.

What is in brackets behind a time are the quartiles over the rounds.
`.trim()

function rowOf(target: Target, findings: readonly Finding[]): string[] {
  const { number, name, demand, parts } = target
  const own = findings.filter((finding) => finding.target === number)
  // What goes beyond what was demanded is told where it is missed, and counted where it is met.
  const beyond = own.filter(({ part, met }) => met && !parts.includes(part ?? ''))
  const measured = own
    .filter((finding) => !beyond.includes(finding))
    .map(({ part, measured: value }) => (part === undefined ? value : `${part}: ${value}`))
  if (beyond.length > 0) measured.push(`${beyond.length} more, all met: see below`)
  return [
    String(number),
    `${name}: ${demand}`,
    measured.join('<br>') || '–',
    verdictOf(target, own),
  ]
}

/** Met is what was measured in all its parts, and met in all. */
function verdictOf({ parts }: Target, findings: readonly Finding[]): string {
  if (findings.length === 0) return 'not measured'
  const missed = findings.filter(({ met }) => !met)
  const absent = parts.filter((name) => !findings.some(({ part }) => part === name))
  if (missed.length === findings.length && absent.length === 0) return '✗ missed'
  const verdicts = [
    ...(missed.length > 0 ? [`✗ missed: ${missed.map(({ part }) => part ?? '').join(', ')}`] : []),
    ...(absent.length > 0 ? [`not measured: ${absent.join(', ')}`] : []),
  ]
  return verdicts.join('; ') || '✓ met'
}

const tableOf = ({ head, rows }: Pick<Table, 'head' | 'rows'>): string =>
  [head, head.map(() => '---'), ...rows].map(line).join('\n')

const line = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

const told = ({ day, processor, cores, memory, versions }: Surroundings): string =>
  [
    day,
    `${processor}, ${cores} cores, ${memory}`,
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
  ].join('; ')
