import { strict as assert } from 'node:assert'
import { spawn } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

interface Outcome {
  readonly code: number | null
  readonly output: string
}

async function run(...args: readonly string[]): Promise<Outcome> {
  const child = spawn(process.execPath, ['test/run.ts', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { code: await ended, output: output + errors }
}

describe('the lanes of the tests', () => {
  let folder: string
  before(() => {
    // Below `test/`, so that what it imports is found as it is from any other test.
    folder = mkdtempSync(join('test', 'harness', 'written-'))
  })
  after(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  const write = (name: string, source: string): string => {
    const file = join(folder, name)
    writeFileSync(file, source)
    return file
  }
  const passing = (name: string) =>
    write(`${name}.ts`, `describe('${name}', () => { it('holds', () => {}) })\n`)

  it('tell of each file how many tests it has, and which of how many it is', async () => {
    const { code, output } = await run('test', passing('one'), passing('two'))
    assert.equal(code, 0, output)
    assert.match(output, / 1\/2 {2}.*\.ts {2}\(1 tests, /)
    assert.match(output, / 2\/2 {2}.*\.ts {2}\(1 tests, /)
    assert.match(output, /The files that took longest:\n +[\d.]+ s {2}test\/harness/)
    assert.match(output, /^ {2}2 passing/m)
  })

  it('fail with one test, hook or file that fails, and name it', async () => {
    const broken = write(
      'broken.ts',
      `describe('of two', () => {
        it('the first breaks', () => { throw new Error('as it has to') })
        it('the second holds', () => {})
      })
      describe('a hook', () => {
        before(() => { throw new Error('was not ready') })
        it('is not reached', () => {})
      })\n`,
    )
    const unreadable = write('unreadable.ts', `import './nowhere.ts'\n`)
    const { code, output } = await run('test', passing('three'), broken, unreadable)
    assert.notEqual(code, 0)
    assert.match(output, /FAILED {2}of two the first breaks: as it has to/)
    assert.match(output, /FAILED {2}a hook "before all" hook.*: was not ready/)
    assert.match(output, /nowhere\.ts/)
    assert.match(output, /^ {2}2 passing/m)
    assert.match(output, /^ {2}3 failing/m)
  })

  it('run the tests of a name alone, and take a name that nothing has for a mistake', async () => {
    const files = [passing('four'), passing('five')]
    const one = await run('test', '--grep', 'four holds', ...files)
    assert.match(one.output, /^ {2}1 passing/m)
    assert.equal(one.code, 0)
    const none = await run('test', '--grep', 'nothing is called so', ...files)
    assert.notEqual(none.code, 0)
  })

  it('are as many as the table of docs/testing.md says, and each file is in one', async () => {
    const { code, output } = await run('neither')
    assert.equal(code, 2)
    const lanes = /run\.ts (\S+)/.exec(output)?.[1]?.split('|') ?? []
    const table = readFileSync('docs/testing.md', 'utf8')
    for (const lane of lanes) assert.ok(table.includes(`\`*.${lane}.ts\``), lane)
    // What describes tests when it is imported, and not when it is called by a file of some lane.
    const cases = globSync('test/**/*.ts').filter(
      (file) =>
        !file.startsWith(folder) &&
        /^(describe\(|for \(.*(\n.*)?\n? +describe\()/m.test(readFileSync(file, 'utf8')),
    )
    const astray = cases.filter((file) => !lanes.some((lane) => file.endsWith(`.${lane}.ts`)))
    assert.ok(cases.length > 200)
    assert.deepEqual(astray, [])
  })
})
