/** Code points after NFC. NIST SP 800-63B-4 §3.1.1.2: eight where a second factor joins it. */
export const SHORTEST_PASSWORD = 8
/** Well above the 64 that must be allowed; a bound, so that nobody makes us hash megabytes. */
export const LONGEST_PASSWORD = 128

export type PasswordJudgement =
  { readonly ok: true } | { readonly ok: false; readonly reason: 'too_short' | 'too_long' }

/**
 * Length alone: rules about kinds of characters make passwords worse, and are forbidden by NIST
 * SP 800-63B-4 §3.1.1.2. Nothing is cut off or trimmed.
 */
export function judgePassword(password: string): PasswordJudgement {
  const { length } = Array.from(password.normalize('NFC'))
  if (length < SHORTEST_PASSWORD) return { ok: false, reason: 'too_short' }
  if (length > LONGEST_PASSWORD) return { ok: false, reason: 'too_long' }
  return { ok: true }
}
