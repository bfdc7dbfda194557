import type { Context } from 'koa'
import type { Guess } from '../kernel/throttle/attempt-budget.ts'
import type { PageContext } from './page-context.ts'
import type { Flow } from './flow.ts'

/** What a form of a sign-in has guessed, for whoever counts it, and for the audit trail. */
export interface FormGuess extends Guess {
  /** Whether it was found to be one that has been counted before. */
  readonly repeated: boolean
}

/** A form is known by its name: all that it says, and the random part of its page's token. */
export function guessOf(
  { guard, answers }: Pick<PageContext, 'guard' | 'answers'>,
  ctx: Context,
  { interaction }: Flow,
  what: 'password' | 'code',
): FormGuess {
  const sent = guard.nameOf(ctx, `interaction:${interaction.uid}`)
  let repeated = false
  const whether = async (look: (name: string) => Promise<boolean>, circumstances: string) => {
    repeated = sent !== undefined && (await look(`${sent}:wrong ${what}:${circumstances}`))
    return repeated
  }
  return {
    get repeated() {
      return repeated
    },
    isRepeated: (circumstances) =>
      whether(async (name) => !(await answers.isFirst(name)), circumstances),
    wasWrong: (circumstances) => whether((name) => answers.isKnown(name), circumstances),
  }
}
