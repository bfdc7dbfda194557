import { passwordError, tellLock } from '../sign-in/index.ts'
import { emit } from '../web/emit.ts'
import type { FormFields } from '../web/index.ts'
import type { KnownBrowser, PasswordVerdict } from '../methods/password/passwords.ts'
import type { Instant } from '../kernel/instant.ts'
import type { FormError } from '../pages/parts.ts'
import type { ConsoleContext } from './console-context.ts'
import type { Visit } from './visit.ts'

/** Checks the password that stands in a form of the console; when it was proved, or what is wrong. */
export async function checkPassword(
  context: ConsoleContext,
  visit: Visit,
  fields: FormFields,
): Promise<{ readonly at: Instant } | { readonly error: FormError }> {
  const { ctx, account } = visit
  const browser = context.browsers.identify(ctx, account.label)
  const check = await context.passwords.reauthenticate(account.id, fields.get('password'), browser)
  await tellPassword(context, visit, check, browser)
  if (check.outcome === 'accepted') return { at: check.at }
  return { error: passwordError(check, context.clock(), 'password_wrong') }
}

/** Tells the audit trail what came of a password. */
async function tellPassword(
  context: ConsoleContext,
  { ctx, account }: Visit,
  check: PasswordVerdict,
  browser: KnownBrowser | undefined,
): Promise<void> {
  const accountId = account.id
  const { outcome } = check
  const known = browser ? { known: true } : {}
  await emit(context, ctx, { type: 'password', outcome, accountId, ...known })
  if (outcome === 'rejected') await tellLock(context, ctx, check, { factor: 'password', accountId })
}
