import { strict as assert } from 'node:assert'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Fault } from '../../src/kernel/faults.ts'
import { COMPILE_CACHE } from '../support/compile-cache.ts'
import { openPlace, type StorePlace } from '../support/store-place.ts'
import { findLosses, useAgain } from './ledger.ts'
import type { Entry } from './life.ts'
import type { Target } from './targets.ts'

const PROGRAM = fileURLToPath(new URL('./writer.ts', import.meta.url))

const TIMEOUT = 3_600_000

interface Writer {
  go(): void
  /** Kills it (SIGKILL) when it has said so much in all; resolves everything that it said. */
  killAfter(lines: number): Promise<readonly Entry[]>
}

const running = new Set<ChildProcess>()

async function startWriter(place: StorePlace): Promise<Writer> {
  const child = spawn(process.execPath, [PROGRAM, JSON.stringify(place)], {
    env: { ...process.env, ...COMPILE_CACHE },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const output = createInterface(child.stdout)
  const said: Entry[] = []
  running.add(child)
  child.once('exit', () => running.delete(child))
  // Both: the process has ended, and all that it said has been read.
  const ended = Promise.all([once(child, 'close'), once(output, 'close')])
  await Promise.race([once(output, 'line'), ended])
  output.on('line', (line) => said.push(JSON.parse(line) as Entry))
  return {
    go: () => void child.stdin.write('go\n'),
    async killAfter(lines) {
      const kill = (): void => {
        if (said.length >= lines) child.kill('SIGKILL')
      }
      output.on('line', kill)
      kill()
      await ended
      assert.equal(child.signalCode, 'SIGKILL', 'the writer ended by itself')
      return said
    },
  }
}

/**
 * Whoever looks while another process writes and writes may wait in vain, and looks again. A server may carry out what a process
 * has sent that is dead by now: in between, and for a moment, a part of what was sent is seen.
 */
async function lossesIn(place: StorePlace, entries: readonly Entry[]): Promise<readonly string[]> {
  const isServed = place.kind !== 'sqlite'
  for (let attempt = 1; ; attempt += 1) {
    const store = await openPlace(place)
    try {
      const losses = await findLosses(store, entries)
      if (losses.length === 0 || !isServed || attempt === 10) return losses
    } catch (error) {
      if (attempt === 10 || !(error instanceof Fault)) throw error
    } finally {
      await store.close()
    }
  }
}

const startTwo = (place: StorePlace): Promise<[Writer, Writer]> =>
  Promise.all([startWriter(place), startWriter(place)])

/** @param rounds in each two processes write: one is killed while the other goes on, then that one */
export function describeKilledWriters(
  name: string,
  open: () => Promise<Target>,
  rounds: number,
): void {
  describe(`${name}, whose writers are killed`, () => {
    // Of a test that failed they would go on for ever.
    after(() => {
      for (const child of running) child.kill('SIGKILL')
    })

    it(`loses nothing that was acknowledged in ${2 * rounds} kills, and does nothing by halves or twice`, async () => {
      const target = await open()
      const { place } = target
      const all: Entry[] = []
      let next = startTwo(place)
      for (let round = 0; round < rounds; round += 1) {
        const [first, second] = await next
        // They are started while the others write: the kills are what takes the time.
        if (round < rounds - 1) next = startTwo(place)
        first.go()
        second.go()
        const entries: Entry[] = []
        for (const [writer, lines] of [
          [first, 1 + ((round * 7) % 41)],
          [second, 20 + ((round * 11) % 53)],
        ] as const) {
          entries.push(...(await writer.killAfter(lines)))
          await target.settle()
          // Looked at beside the one that lives, and then alone: of SQLite the second has to recover the log.
          assert.deepEqual(await lossesIn(place, entries), [], `round ${round}`)
        }
        all.push(...entries)
      }
      await target.verify()
      assert.deepEqual(await lossesIn(place, all), [])
      const store = await openPlace(place)
      assert.deepEqual(await useAgain(store, all), [])
      await store.close()
      assert.ok(all.filter(({ stage }) => stage === 'done').length > 10 * rounds)
      await target.close()
    }).timeout(TIMEOUT)
  })
}
