import type { Language } from '../kernel/languages.ts'
import {
  browserLanguage,
  offeredLanguages,
  setPageHeaders,
  speak,
  type FormFields,
} from '../web/index.ts'
import { show } from '../web/show.ts'
import type { ConsoleContext } from './console-context.ts'
import type { Visit } from './visit.ts'
import { frameOf } from './frame.ts'

/** The page on which somebody chooses what they read. */
export function showLanguage(console: ConsoleContext, visit: Visit): void {
  render(console, visit, visit.account.language, false)
}

export async function chooseLanguage(
  console: ConsoleContext,
  visit: Visit,
  fields: FormFields,
): Promise<void> {
  const { ctx, account } = visit
  const wanted = fields.get('language')
  const chosen = offeredLanguages(ctx).find((language) => language === wanted)
  // What is not offered was not sent by our form.
  if (chosen === undefined && wanted !== '') return showLanguage(console, visit)
  await console.setLanguage(account.id, chosen)
  // It is told in the language that was just chosen. Reloading sends the same choice again.
  speak(ctx, { account: chosen })
  render(console, visit, chosen, true)
}

function render(
  console: ConsoleContext,
  visit: Visit,
  chosen: Language | undefined,
  saved: boolean,
): void {
  const { ctx, session } = visit
  const languages = offeredLanguages(ctx)
  const known = chosen !== undefined && languages.includes(chosen)
  setPageHeaders(ctx)
  show(console, ctx, 'language', {
    frame: frameOf(console, visit, 'language'),
    action: `${console.path}/language`,
    csrf: console.stepUp.guard.token(`session:${session.uid}`),
    languages,
    ...(known ? { chosen } : {}),
    browser: browserLanguage(ctx),
    saved,
  })
}
