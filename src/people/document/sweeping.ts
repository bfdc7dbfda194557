import { plusSeconds, type Instant } from '../../kernel/instant.ts'
import { KEEP_WAITING, type AccountDocument, type Changed } from './document.ts'

/**
 * Takes away what has had its time, which nothing reads any more; tells how much that was.
 *
 * @param keepWaitingFor seconds for which what waits for its first code is left alone
 */
export function sweep(
  document: AccountDocument,
  now: Instant,
  keepWaitingFor = KEEP_WAITING,
): Changed<number> {
  const stands = ({ expiresAt }: { readonly expiresAt: Instant }): boolean => expiresAt > now
  const since = plusSeconds(now, -keepWaitingFor)
  const { emailChange, ...rest } = document
  const left: AccountDocument = {
    ...rest,
    waiting: document.waiting.filter(({ createdAt }) => createdAt >= since),
    passwordResets: document.passwordResets.filter(stands),
    emailUndos: document.emailUndos.filter(stands),
    trustedBrowsers: document.trustedBrowsers.filter(stands),
    ...(emailChange && stands(emailChange) ? { emailChange } : {}),
  }
  const swept = sizeOf(document) - sizeOf(left)
  return swept === 0 ? { result: 0 } : { result: swept, document: left }
}

const sizeOf = ({
  waiting,
  passwordResets,
  emailChange,
  emailUndos,
  trustedBrowsers,
}: AccountDocument): number =>
  waiting.length +
  passwordResets.length +
  emailUndos.length +
  trustedBrowsers.length +
  (emailChange ? 1 : 0)
