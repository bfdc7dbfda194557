import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { Secret } from '../../src/kernel/secret.ts'
import { isRefused } from '../../src/moving-in/entry.ts'
import { readFiles } from '../../src/moving-in/index.ts'
import type { Expected } from './expected.ts'

/** Numbers that a seed repeats (mulberry32). */
export function numbersFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** What goes wrong with files: bytes that change, go, come twice or trade places, and structure that another takes over. */
function mutated(bytes: Uint8Array, below: (most: number) => number): Uint8Array {
  const changed = Array.from(bytes)
  for (let times = 1 + below(3); times > 0; times -= 1) {
    const at = below(changed.length + 1)
    const length = 1 + below(1 + below(40))
    switch (below(6)) {
      case 0:
        changed[at] = below(256)
        break
      case 1:
        changed.splice(at, length)
        break
      case 2:
        changed.splice(at, 0, ...changed.slice(at, at + length))
        break
      case 3:
        changed.splice(at)
        break
      case 4:
        changed.splice(at, 1, ...Buffer.from(SIGNS[below(SIGNS.length)] ?? ''))
        break
      default:
        changed.splice(below(changed.length + 1), 0, ...changed.splice(at, length))
    }
  }
  return Uint8Array.from(changed, (byte) => byte & 0xff)
}

const SIGNS = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ',',
  ':',
  '<',
  '>',
  '&',
  '%',
  '\n',
  '-1',
  '1e999',
  'null',
  '=',
  '\u0000',
  '__proto__',
]

/**
 * Reads so many mutations of a file. Each comes to devices whose codes are computed as they are written, to refusals with a
 * place and a reason, or to one problem; never to a fault, and no message holds a secret.
 */
export async function tryMutations(
  { from, file, password, algorithm }: Expected,
  rounds: number,
  seed: number,
): Promise<void> {
  const bytes = new Uint8Array(readFileSync(new URL(`fixtures/${file}`, import.meta.url)))
  const more = {
    ...(password === undefined ? {} : { password: new Secret(password) }),
    ...(algorithm === undefined ? {} : { algorithm }),
  }
  const below = numbersFrom(seed)
  for (let round = 0; round < rounds; round += 1) {
    const source = { name: file, bytes: mutated(bytes, below), ...more }
    const where = `${file}, seed ${seed}, round ${round}`
    const reading = await readFiles(from, [source])
    if (reading.outcome === 'malformed') {
      assert.ok(reading.problem.length > 5 && reading.problem.length < 400, where)
      checkSilent(reading.problem, where)
      continue
    }
    for (const entry of reading.entries) {
      const parts = isRefused(entry) ? [entry] : entry.devices
      for (const part of parts) {
        assert.match(part.place, /\S/, where)
        if (isRefused(part)) checkSilent(part.refused, where)
        else {
          const { digits, period } = part.parameters
          assert.ok((digits === 6 || digits === 8) && period >= 10 && period <= 300, where)
          assert.ok(part.secret.reveal().length >= 10, where)
        }
      }
    }
  }
}

const checkSilent = (text: string, where: string): void =>
  assert.doesNotMatch(text, /GEZDGNBVGY3TQOJQ|31323334353637|MTIzNDU2Nzg5/i, where)
