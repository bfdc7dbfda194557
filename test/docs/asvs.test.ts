import { strict as assert } from 'node:assert'
import { existsSync, readFileSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { parse } from 'yaml'

/** OWASP ASVS 5.0, chapters V6, V7 and V10: the numbers of the rows of levels 1 and 2. */
const LEVELS = {
  1: `6.1.1 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7 6.2.8 6.3.1 6.3.2 6.4.1 6.4.2
    7.2.1 7.2.2 7.2.3 7.2.4 7.4.1 7.4.2
    10.4.1 10.4.2 10.4.3 10.4.4 10.4.5`,
  2: `6.1.2 6.1.3 6.2.9 6.2.10 6.2.11 6.2.12 6.3.3 6.3.4 6.4.3 6.4.4 6.5.1 6.5.2 6.5.3 6.5.4 6.5.5
    6.6.1 6.6.2 6.6.3 6.8.1 6.8.2 6.8.3 6.8.4
    7.1.1 7.1.2 7.1.3 7.3.1 7.3.2 7.4.3 7.4.4 7.4.5 7.5.1 7.5.2 7.6.1 7.6.2
    10.1.1 10.1.2 10.2.1 10.2.2 10.3.1 10.3.2 10.3.3 10.3.4 10.4.6 10.4.7 10.4.8 10.4.9 10.4.10 10.4.11
    10.5.1 10.5.2 10.5.3 10.5.4 10.5.5 10.6.1 10.6.2 10.7.1 10.7.2 10.7.3`,
} as const

const WANTED = Object.entries(LEVELS).flatMap(([level, rows]) =>
  rows.split(/\s+/).map((row) => `${row} L${level}`),
)

const VERDICTS = ['met', 'not ours', 'not met']

interface Row {
  readonly name: string
  readonly verdict: string | undefined
  readonly text: string
  readonly tests: readonly { readonly title: string; readonly file: string }[]
}

/** The rows of the page, each with what stands up to the next one. */
function rowsOf(page: string): readonly Row[] {
  const [, ...parts] = page.split(/^- (?=\*\*\d)/m)
  return parts.map((part) => {
    const [text = ''] = part.split(/\n\n/)
    const [, number = '', level = ''] = /^\*\*([\d.]+)\*\* \(L(\d)\)/.exec(text) ?? []
    const links = [...text.matchAll(/\[([^\]]+)\]\((\.\.\/test\/[^)]+)\)/g)]
    return {
      name: `${number} L${level}`,
      verdict: /: \*\*([^*]+)\*\*\./.exec(text)?.[1],
      text: text.replaceAll(/\s+/g, ' '),
      tests: links.map(([, title = '', file = '']) => ({
        title: title.replaceAll(/\s+/g, ' '),
        file: normalize(join('docs', file)),
      })),
    }
  })
}

const literal = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)

/** A title as it stands in a file, or as one that a loop makes of a template with words of its own. */
function hasTest(file: string, title: string): boolean {
  if (!existsSync(file)) return false
  const source = readFileSync(file, 'utf8')
  if (source.includes(`'${title}'`)) return true
  return [...source.matchAll(/\bit\(\s*`([^`]+)`/g)].some(([, template = '']) => {
    const words = template.split(/\$\{[^}]*\}/)
    if (words.join('').trim().length < 10) return false
    const pattern = new RegExp(`^${words.map((one) => literal(one)).join('(.+)')}$`)
    const made = pattern.exec(title)?.slice(1)
    // What the loop puts in stands in the file, too: a word, or a number.
    return made?.every((one) => source.includes(`'${one}'`) || /^-?\d+$/.test(one)) ?? false
  })
}

/** What is wrong with the page; nothing, where every row is there once, and each verdict has what it takes. */
function flawsOf(page: string): readonly string[] {
  const rows = rowsOf(page)
  const names = rows.map(({ name }) => name)
  const notOurs = page.split('## Settings')[0] ?? ''
  return [
    ...WANTED.filter((name) => !names.includes(name)).map((name) => `${name} is missing`),
    ...names.filter((name) => !WANTED.includes(name)).map((name) => `${name} is not a row`),
    ...names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${name} twice`),
    ...rows.flatMap(({ name, verdict = '', text, tests }) => [
      ...(VERDICTS.includes(verdict) ? [] : [`${name} has no verdict`]),
      ...(verdict === 'met' && tests.length === 0 ? [`${name} is met by no test`] : []),
      ...(verdict.startsWith('not') && !/\*\*\. \S/.test(text) ? [`${name} says no reason`] : []),
      ...tests
        .filter(({ file, title }) => !hasTest(file, title))
        .map(({ file, title }) => `${name}: no "${title}" in ${file}`),
    ]),
    ...(notOurs.includes('CC BY-SA 4.0') ? [] : ['the source and its licence are not named']),
  ]
}

describe('the page about OWASP ASVS', () => {
  const page = readFileSync('docs/asvs.md', 'utf8')

  it('has every row of levels 1 and 2 once, with a verdict, and a test for each that is met', () => {
    assert.equal(WANTED.length, 82)
    assert.deepEqual(flawsOf(page), [])
  })

  it('is found wrong where a row is left out, doubled, without a verdict, a reason or a test', () => {
    const [row = ''] = /^- \*\*6\.2\.9\*\*[^]*?(?=^- )/m.exec(page) ?? []
    const link = '[takes 8 to 128 code points](../test/accounts/password-policy.test.ts)'
    assert.ok(row.includes(link))
    const flaw = (changed: string) => flawsOf(page.replace(row, changed)).join()
    assert.equal(flaw(''), '6.2.9 L2 is missing')
    assert.equal(flaw(row + row), '6.2.9 L2 twice')
    assert.equal(flaw(row.replace('(L2)', '(L1)')), '6.2.9 L2 is missing,6.2.9 L1 is not a row')
    assert.equal(flaw(row.replace('**met**', 'met')), '6.2.9 L2 has no verdict')
    assert.equal(flaw(row.replace(link, '')), '6.2.9 L2 is met by no test')
    assert.match(flaw(row.replace('8 to 128', '9 to 128')), /^6\.2\.9 L2: no "takes 9 to/)
    assert.match(flaw(row.replace('password-policy', 'no-such')), /^6\.2\.9 L2: no "takes/)
    assert.equal(flaw('- **6.2.9** (L2) long ones: **not met**.\n'), '6.2.9 L2 says no reason')
    // Words that a loop has, in a title that it never makes.
    const made = page.replace('of the step at -1](', 'of the step at first](')
    assert.match(flawsOf(made).join(), /^6\.5\.5 L2: no "accepts the code of the step at first"/)
  })

  it('tells what is not met where the threat model tells what is not defended', () => {
    const [, undefended = ''] = readFileSync('docs/security.md', 'utf8').split(
      '## What is not defended',
    )
    const numbers = rowsOf(page)
      .filter(({ verdict }) => verdict === 'not met')
      .map(({ name }) => name.split(' ')[0] ?? '')
    assert.ok(numbers.length > 0)
    for (const number of numbers) {
      assert.match(undefended, new RegExp(`ASVS\\s+${literal(number)}\\b`), number)
    }
  })

  it('tells the limits that hold by default', () => {
    const defaults = parse(readFileSync('config/default.yaml', 'utf8')) as unknown
    const told = [...page.matchAll(/^\|[^|]+\| `([\w.]+)` +\| (\w+) +\|$/gm)]
    const names = told.map(([, option]) => option)
    assert.deepEqual(names, [
      'sessions.idle',
      'sessions.lifetime',
      'limits.sessionsPerAccount',
      'throttle.free',
      'throttle.firstDelay',
      'throttle.longestDelay',
      'throttle.lockAt',
    ])
    for (const [, option = '', value] of told) {
      const found = option
        .split('.')
        .reduce<unknown>((at, name) => Reflect.get(Object(at), name) as unknown, defaults)
      assert.equal(String(found), value, option)
    }
  })
})
