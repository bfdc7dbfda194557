import { type Answer, declined, misused } from './answer.ts'
import type { Io } from './io.ts'
import { nameKey } from '../kernel/typed.ts'
import { askFor, confirm } from './terminal.ts'

/** Whoever is sure is not asked. */
export interface Yes {
  readonly yes?: boolean
}

/**
 * Asks before something is done that cannot be undone. A script has nobody to ask and must say `--yes`.
 * Resolves the answer to end with, or `undefined` to go on.
 */
export async function consent(io: Io, options: Yes, question: string): Promise<Answer | undefined> {
  if (options.yes) return undefined
  if (!io.stdin.isTTY) return nobodyThere
  return (await confirm(io, question)) ? undefined : notConfirmed
}

/** The same for what cannot be undone at all: the name of what it is done to is entered again. */
export async function consentByName(
  io: Io,
  options: Yes,
  question: string,
  login: string,
): Promise<Answer | undefined> {
  if (options.yes) return undefined
  if (!io.stdin.isTTY) return nobodyThere
  const answer = await askFor(io, `${question}\nEnter the name again to continue: `)
  return nameKey(answer) === nameKey(login) ? undefined : notConfirmed
}

const nobodyThere = misused(
  'confirmation_needed',
  'nobody is there to confirm it; add --yes to continue without asking',
)

const notConfirmed = declined('not_confirmed', 'nothing was changed')
