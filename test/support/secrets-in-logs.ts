import { strict as assert } from 'node:assert'
import { findLeak } from './leaks.ts'

/** Everything secret that the tests handled, and everything that the servers logged meanwhile. */
const secrets = new Set<string>()
const logged: string[] = []

/** To be called with each password, code, key and token that a test makes or meets. */
export function keepSecret(secret: string): string {
  secrets.add(secret)
  return secret
}

export const recordLog = (line: string): void => {
  logged.push(line)
}

let expected = false

/** A server was opened that writes here: silence would show nothing. */
export const expectLog = (): void => {
  expected = true
}

/**
 * Runs after all tests of a process, and where files run in parallel after each of them: what was handled must stand
 * nowhere in what was logged since.
 */
export function assertNothingLeaked(): void {
  const written = logged.splice(0)
  const expectedNow = expected
  expected = false
  // Times and request ids are digits too: they are taken out before codes are looked for.
  const lines = written.map((line) =>
    line
      .replaceAll(/"time":"[^"]*"/g, '')
      .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, ''),
  )
  const leak = findLeak(secrets, lines)
  assert.equal(
    leak,
    undefined,
    `a secret of ${leak?.secret.length} characters was logged: ${leak?.line}`,
  )
  if (expectedNow) assert.ok(written.length > 0, 'nothing was logged, so nothing was shown')
}
