import { expect } from 'chai'
import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { getPriority } from 'node:os'
import { hashInThread, verifyInThread } from '../../src/methods/password/hashing-threads.ts'

const CHEAP = { memoryCost: 64, timeCost: 1, parallelism: 1 }
const PASSWORD = Buffer.from('hunter22')
const HASHER = new URL('../../src/methods/password/hashing-threads.ts', import.meta.url).href

/** The priorities of this process's threads. */
const priorities = (): readonly number[] =>
  readdirSync('/proc/self/task').map((thread) => {
    const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])
  })

/** What a program of its own prints that hashes one password, and then ends by itself. */
const printed = (program: string): string =>
  execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' })

describe('a thread that hashes', () => {
  it('makes and checks the hashes of the library', async () => {
    const stored = await hashInThread(PASSWORD, CHEAP)
    expect(await verifyInThread(stored, PASSWORD)).equal(true)
    expect(await verifyInThread(stored, Buffer.from('hunter23'))).equal(false)
  })

  it('goes on after a task that failed', async () => {
    const failed = await verifyInThread('no hash', PASSWORD).catch((error: unknown) => error)
    expect(failed).instanceOf(Error)
    expect(await hashInThread(PASSWORD, CHEAP)).match(/^\$argon2/)
  })

  // Elsewhere a priority is a whole process's.
  if (process.platform === 'linux') {
    it('gives way to the thread that answers requests, which keeps its priority', async () => {
      const before = getPriority()
      await hashInThread(PASSWORD, CHEAP)
      expect(getPriority()).equal(before)
      expect(Math.max(...priorities())).equal(Math.min(before + 10, 19))
    })
  }

  it('lets the process end by itself, once what it was asked for is done', () => {
    const said = printed(`
      import { hashInThread } from ${JSON.stringify(HASHER)}
      hashInThread(Buffer.from('hunter22'), {}).then((hash) => console.log(hash.slice(0, 9)))
    `)
    expect(said.trim()).equal('$argon2id')
  })
})
