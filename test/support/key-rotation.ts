import { strict as assert } from 'node:assert'
import { plusSeconds } from '../../src/kernel/instant.ts'
import { changeFile } from '../../src/cli/keys-rotate.ts'
import type { KeyKind } from '../../src/server/config/configuration.ts'
import { makeKeys } from '../../src/server/keys/make-key.ts'
import { keyIds, keyLifetimes, scheduleOf } from '../../src/server/keys/schedule.ts'
import { testConfiguration, type TestServer } from './test-server.ts'

/** What `keys rotate` and `keys prune` do, at the time of a test, to the keys in a folder. */
export interface KeysInFolder {
  /** Adds a key (of those that sign, one of each algorithm) that is used so many seconds later; returns the first id. */
  rotate(kind: KeyKind, delay: number): string
  /** Takes out all that is not in use. */
  prune(kind: KeyKind): void
}

export function keysIn(folder: string, { now }: Pick<TestServer, 'now'>): KeysInFolder {
  const change = (kind: KeyKind, delay: number | undefined): string => {
    const configuration = testConfiguration(folder, 1)
    const { keys } = configuration
    const source = keys.sources?.[kind]
    assert.ok(source?.kind === 'development')
    const add = delay === undefined ? [] : makeKeys(kind, keys, now(), plusSeconds(now(), delay))
    const states = scheduleOf(keys, kind, keyLifetimes(configuration), now())
    const keeps = (index: number) => delay !== undefined || states[index]?.state === 'in use'
    changeFile(configuration, kind, source, add, keeps)
    return keyIds(testConfiguration(folder, 1).keys, kind)[0] ?? ''
  }
  return {
    rotate: change,
    prune(kind) {
      change(kind, undefined)
    },
  }
}

/** Resolves when it holds; a server works at it meanwhile. */
export async function eventually(holds: () => Promise<boolean> | boolean): Promise<void> {
  for (let attempt = 0; attempt < 1500; attempt += 1) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  assert.fail('it never came to that')
}
