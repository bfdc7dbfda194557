import { EXIT, failed, type Answer } from './answer.ts'
import type { Io } from './io.ts'
import { confirm } from './terminal.ts'

/**
 * Asks before something is done that cannot be undone. A script has nobody to ask and must say `--yes`.
 * Resolves the answer to end with, or `undefined` to go on.
 */
export async function consent(
  io: Io,
  options: { yes?: boolean },
  question: string,
): Promise<Answer | undefined> {
  if (options.yes) return undefined
  if (!io.stdin.isTTY) {
    return failed(
      EXIT.usage,
      'confirmation_needed',
      'nobody is there to confirm it; add --yes to go on without asking',
    )
  }
  if (await confirm(io, question)) return undefined
  return failed(EXIT.refused, 'not_confirmed', 'nothing was changed')
}
