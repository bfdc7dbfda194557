import { provePassword } from '../actions/passwords.ts'
import type { Instant } from '../kernel/instant.ts'
import type { FormError } from '../pages/parts.ts'
import { passwordError } from '../sign-in/index.ts'
import type { FormFields } from '../web/index.ts'
import type { ConsoleContext } from './console-context.ts'
import type { Visit } from './visit.ts'

/** Checks the password that stands in a form of the console; when it was proved, or what is wrong. */
export async function checkPassword(
  { browsers, clock, passwords }: ConsoleContext,
  { ctx, account, acting }: Visit,
  fields: FormFields,
): Promise<{ readonly at: Instant } | { readonly error: FormError }> {
  const browser = browsers.identify(ctx, account.label)
  const check = await provePassword(passwords, acting, fields.get('password'), browser)
  if (check.outcome === 'accepted') return { at: check.at }
  return { error: passwordError(check, clock(), 'password_wrong') }
}
