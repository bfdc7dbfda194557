import { emit, passwordError, type FormFields } from '../provider/index.ts'
import type { Instant } from '../instant.ts'
import type { FormError } from '../pages.ts'
import type { ConsoleContext, Visit } from './console-context.ts'

/** Checks the password that stands in a form of the console; when it was proved, or what is wrong. */
export async function checkPassword(
  console: ConsoleContext,
  { ctx, account }: Visit,
  fields: FormFields,
): Promise<{ readonly at: Instant } | { readonly error: FormError }> {
  const browser = console.browsers.identify(ctx, account.label)
  const check = await console.directory.reauthenticate(account.id, fields.get('password'), browser)
  await emit(console, ctx, {
    type: 'password',
    outcome: check.outcome,
    accountId: account.id,
    ...(browser ? { known: true } : {}),
  })
  if (check.outcome === 'accepted') return { at: check.at }
  return { error: passwordError(check, console.clock(), 'password_wrong') }
}
