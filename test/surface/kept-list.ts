import { strict as assert } from 'node:assert'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** What hosts and operators hold on to: a heading for each kind of it, and a line for each thing. */
const LIST = fileURLToPath(new URL('./surface.txt', import.meta.url))

const HEADING = /^# (.*)$/

/** Writes the list instead of comparing with it. */
const isKept = process.env['SURFACE'] === 'keep'

function readList(): Map<string, string[]> {
  const list = new Map<string, string[]>()
  let lines: string[] = []
  for (const line of readFileSync(LIST, 'utf8').split('\n')) {
    const [, heading] = HEADING.exec(line) ?? []
    if (heading !== undefined) list.set(heading, (lines = []))
    else if (line !== '') lines.push(line)
  }
  return list
}

function keep(kind: string, lines: readonly string[]): void {
  const list = new Map<string, readonly string[]>(readList()).set(kind, lines)
  const parts = [...list].map(([heading, each]) => [`# ${heading}`, '', ...each].join('\n'))
  writeFileSync(LIST, `${parts.join('\n\n')}\n`)
}

/** The alternatives of a type have no order: the compiler puts them in its own. */
const inOrder = (line: string): string =>
  line.replaceAll(/'[^']*'(?: \| '[^']*')+/g, (alternatives) =>
    alternatives.split(' | ').toSorted().join(' | '),
  )

/** @throws AssertionError that names what went and what came */
export function assertKept(kind: string, found: Iterable<string>): void {
  const before = readList().get(kind) ?? []
  const written = new Map(before.map((line) => [inOrder(line), line]))
  const present = [
    ...new Set([...found].map((line) => written.get(inOrder(line)) ?? line)),
  ].toSorted()
  assert.ok(present.length > 0, `nothing was found of: ${kind}`)
  if (isKept) keep(kind, present)
  const kept = isKept ? present : before
  const gone = kept.filter((line) => !present.includes(line)).map((line) => `  - ${line}`)
  const come = present.filter((line) => !kept.includes(line)).map((line) => `  + ${line}`)
  if (gone.length + come.length === 0) return
  throw new assert.AssertionError({
    message: `${kind}: hosts and operators hold on to these, and they are not what they were:

${[...gone, ...come].join('\n')}

Where that is an accident, take it back: what goes or has another name breaks what others have built.
Where it is meant, say so in CHANGELOG.md, with the old name and the new one, and keep the list as it is now:

  SURFACE=keep npx mocha test/surface/surface.test.ts
`,
  })
}
