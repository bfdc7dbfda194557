import { strict as assert } from 'node:assert'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { openSqliteStore } from '../../src/stores/sqlite/open-sqlite-store.ts'
import { createTemporaryDatabase } from '../stores/sqlite/temporary-database.ts'
import { COMPILE_CACHE } from '../support/compile-cache.ts'
import { findLosses, useAgain } from './ledger.ts'
import type { Entry } from './life.ts'

const PROGRAM = fileURLToPath(new URL('./writer.ts', import.meta.url))

/** Two processes write in each round: one is killed while the other goes on, then that one. */
const ROUNDS = 100

interface Writer {
  go(): void
  /** Kills it (SIGKILL) when it has said so much in all; resolves everything that it said. */
  killAfter(lines: number): Promise<readonly Entry[]>
}

async function startWriter(path: string): Promise<Writer> {
  const child = spawn(process.execPath, [PROGRAM, path], {
    env: { ...process.env, ...COMPILE_CACHE },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const output = createInterface(child.stdout)
  const said: Entry[] = []
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

const startTwo = (path: string): Promise<[Writer, Writer]> =>
  Promise.all([startWriter(path), startWriter(path)])

describe('SQLite, whose writers are killed', () => {
  it(`loses nothing that was acknowledged in ${2 * ROUNDS} kills, and does nothing by halves`, async () => {
    const { path, remove } = createTemporaryDatabase()
    const all: Entry[] = []
    let next = startTwo(path)
    for (let round = 0; round < ROUNDS; round += 1) {
      const [first, second] = await next
      // They are started while the others write: the kills are what takes the time.
      if (round < ROUNDS - 1) next = startTwo(path)
      first.go()
      second.go()
      const entries: Entry[] = []
      for (const [writer, lines] of [
        [first, 1 + ((round * 7) % 41)],
        [second, 20 + ((round * 11) % 53)],
      ] as const) {
        entries.push(...(await writer.killAfter(lines)))
        // Opened beside the one that lives, and then alone: the second has to recover the log.
        const store = openSqliteStore({ path })
        assert.deepEqual(await findLosses(store, entries), [], `round ${round}`)
        store.close()
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
    const store = openSqliteStore({ path })
    assert.deepEqual(await findLosses(store, all), [])
    assert.deepEqual(await useAgain(store, all), [])
    store.close()
    assert.ok(all.filter(({ stage }) => stage === 'done').length > 20 * ROUNDS)
    remove()
  })
})
