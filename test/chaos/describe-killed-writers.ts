import { strict as assert } from 'node:assert'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { Fault } from '../../src/kernel/faults.ts'
import { openSqliteStore } from '../../src/stores/sqlite/open-sqlite-store.ts'
import { createTemporaryDatabase } from '../stores/sqlite/temporary-database.ts'
import { COMPILE_CACHE } from '../support/compile-cache.ts'
import { findLosses, useAgain } from './ledger.ts'
import type { Entry } from './life.ts'

const PROGRAM = fileURLToPath(new URL('./writer.ts', import.meta.url))

/** Two processes write in each round: one is killed while the other goes on, then that one. */
const ROUNDS = { chaos: 5, long: 100 } as const

const TIMEOUT = 600_000

interface Writer {
  go(): void
  /** Kills it (SIGKILL) when it has said so much in all; resolves everything that it said. */
  killAfter(lines: number): Promise<readonly Entry[]>
}

const running = new Set<ChildProcess>()

async function startWriter(path: string): Promise<Writer> {
  const child = spawn(process.execPath, [PROGRAM, path], {
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

/** Whoever looks while another process writes and writes may wait in vain, and looks again. */
async function lossesIn(path: string, entries: readonly Entry[]): Promise<readonly string[]> {
  for (let attempt = 1; ; attempt += 1) {
    const store = openSqliteStore({ path })
    try {
      return await findLosses(store, entries)
    } catch (error) {
      if (attempt === 10 || !(error instanceof Fault)) throw error
    } finally {
      store.close()
    }
  }
}

const startTwo = (path: string): Promise<[Writer, Writer]> =>
  Promise.all([startWriter(path), startWriter(path)])

export function describeKilledWriters(lane: keyof typeof ROUNDS): void {
  const rounds = ROUNDS[lane]

  describe('SQLite, whose writers are killed', () => {
    // Of a test that failed they would go on for ever.
    after(() => {
      for (const child of running) child.kill('SIGKILL')
    })

    it(`loses nothing that was acknowledged in ${2 * rounds} kills, and does nothing by halves`, async () => {
      const { path, remove } = createTemporaryDatabase()
      const all: Entry[] = []
      let next = startTwo(path)
      for (let round = 0; round < rounds; round += 1) {
        const [first, second] = await next
        // They are started while the others write: the kills are what takes the time.
        if (round < rounds - 1) next = startTwo(path)
        first.go()
        second.go()
        const entries: Entry[] = []
        for (const [writer, lines] of [
          [first, 1 + ((round * 7) % 41)],
          [second, 20 + ((round * 11) % 53)],
        ] as const) {
          entries.push(...(await writer.killAfter(lines)))
          // Opened beside the one that lives, and then alone: the second has to recover the log.
          assert.deepEqual(await lossesIn(path, entries), [], `round ${round}`)
        }
        all.push(...entries)
      }
      const database = new DatabaseSync(path)
      assert.deepEqual(
        { ...database.prepare('PRAGMA integrity_check').get() },
        { integrity_check: 'ok' },
      )
      assert.deepEqual(database.prepare('PRAGMA foreign_key_check').all(), [])
      database.close()
      assert.deepEqual(await lossesIn(path, all), [])
      const store = openSqliteStore({ path })
      assert.deepEqual(await useAgain(store, all), [])
      store.close()
      assert.ok(all.filter(({ stage }) => stage === 'done').length > 20 * rounds)
      remove()
    }).timeout(TIMEOUT)
  })
}
