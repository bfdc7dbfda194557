import { nameKey } from '../kernel/name-key.ts'

/** The longest address that mail can be sent to (RFC 5321 §4.5.3.1.3, less the angle brackets). */
export const LONGEST_LOGIN = 254

/**
 * Whether a name may be given to a new account. White space, control and format characters are
 * refused, in what compatibility forms become too: they would make two names that look alike.
 */
export function isValidLogin(login: string): boolean {
  return [login, nameKey(login)].every(
    (text) =>
      text.length > 0 && Array.from(text).length <= LONGEST_LOGIN && !/[\p{C}\p{Z}\s]/u.test(text),
  )
}
