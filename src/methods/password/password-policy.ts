import { isCommon } from './common-passwords.ts'
import { isOwnWords, type PasswordOwner } from './own-words.ts'

/**
 * Code points after NFC. NIST SP 800-63B-4 §3.1.1.2 wants fifteen where a password is all that signs
 * in, and eight where a second factor joins it. Which of the two an account will be is not known when
 * the password is chosen, and a longer minimum for some would tell who has a second factor. It is eight
 * for all: what an account without one lacks in length, throttling and the list of common passwords make
 * up for against guessing online; whoever wants more requires the second factor (`secondFactorRequired`).
 */
export const SHORTEST_PASSWORD = 8
/** Well above the 64 that must be allowed; a bound, so that nobody makes us hash megabytes. */
export const LONGEST_PASSWORD = 128

/** Why a password is refused. */
export type PasswordFlaw =
  | 'too_short'
  | 'too_long'
  /** Among the first that anybody would guess. */
  | 'common'
  /** Made of the login, the name or the service's name. */
  | 'own_words'

export type PasswordJudgement =
  { readonly ok: true } | { readonly ok: false; readonly reason: PasswordFlaw }

/**
 * Length, and whether it would be guessed early. By lists and not by an estimate of guesses: that of zxcvbn-ts gives
 * `password2024!!` as many as eight letters by chance (findings/), and takes a quarter of a second for 128 characters.
 * Rules about kinds of characters make passwords worse,
 * and are forbidden by NIST SP 800-63B-4 §3.1.1.2. Nothing is cut off or trimmed.
 */
export async function judgePassword(
  password: string,
  owner: PasswordOwner,
): Promise<PasswordJudgement> {
  const { length } = Array.from(password.normalize('NFC'))
  if (length < SHORTEST_PASSWORD) return { ok: false, reason: 'too_short' }
  if (length > LONGEST_PASSWORD) return { ok: false, reason: 'too_long' }
  if (isOwnWords(password, owner)) return { ok: false, reason: 'own_words' }
  if (await isCommon(password)) return { ok: false, reason: 'common' }
  return { ok: true }
}
