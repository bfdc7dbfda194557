import type { Language } from '../kernel/languages.ts'
import { browserLanguage, offeredLanguages, settleLanguage, show } from '../web/index.ts'
import type { Act, ConsoleContext, Visit } from './console-context.ts'
import { frameOf } from './frame.ts'

/** The page on which somebody chooses what they read. */
export function showLanguage(context: ConsoleContext, visit: Visit): void {
  render(context, visit, visit.account.language, false)
}

export const chooseLanguage: Act = async (context, visit, fields) => {
  const { ctx, account } = visit
  const wanted = fields.get('language')
  const chosen = offeredLanguages(ctx).find((language) => language === wanted)
  // What is not offered was not sent by our form.
  if (chosen === undefined && wanted !== '') return showLanguage(context, visit)
  await context.setLanguage(account.id, chosen)
  // It is told in the language that was just chosen. Reloading sends the same choice again.
  settleLanguage(ctx, { account: chosen })
  render(context, visit, chosen, true)
}

function render(
  context: ConsoleContext,
  visit: Visit,
  chosen: Language | undefined,
  saved: boolean,
): void {
  const { ctx, session } = visit
  const languages = offeredLanguages(ctx)
  const known = chosen !== undefined && languages.includes(chosen)
  show(context, ctx, 'language', {
    frame: frameOf(context, visit, 'language'),
    action: `${context.path}/language`,
    csrf: context.stepUp.guard.token(`session:${session.uid}`),
    languages,
    ...(known ? { chosen } : {}),
    browser: browserLanguage(ctx),
    saved,
  })
}
