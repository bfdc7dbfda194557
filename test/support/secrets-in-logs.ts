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

/** Runs once, after all tests: what was handled must stand nowhere in what was logged. */
export function assertNothingLeaked(): void {
  // Times and request ids are digits too: they are taken out before codes are looked for.
  const lines = logged.map((line) =>
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
  if (expected) assert.ok(logged.length > 0, 'nothing was logged, so nothing was shown')
}
