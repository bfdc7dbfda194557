import { formats } from './language.ts'

/** The English words of what protects an account, and what is missing. */
export const checkUp = {
  heading: 'Make your account safer',
  protectedBy: (list: string) => `Protected by ${list}.`,
  safeguards: {
    password: 'password',
    email_verified: 'a verified email address',
    devices: (count: number) =>
      formats.plural(count, { one: 'one device', other: `${count} devices` }),
    recovery_codes: (count: number) =>
      formats.plural(count, { one: 'one recovery code', other: `${count} recovery codes` }),
  },
  gaps: {
    no_device: 'You have no device: only your password protects your account.',
    one_device:
      'You have only one device. Add another one, so you can still sign in if you lose it.',
    no_codes: 'You have no recovery code. Without your device, you can’t sign in.',
    few_codes: (count: number) =>
      formats.plural(count, {
        one: 'Only one recovery code is left.',
        other: `Only ${count} recovery codes are left.`,
      }),
    email_unverified: 'Your email address isn’t verified.',
    trusted_for_long: (count: number) =>
      formats.plural(count, {
        one: 'One browser has been trusted for more than 30 days.',
        other: `${count} browsers have been trusted for more than 30 days.`,
      }),
    signed_in_elsewhere: (count: number) =>
      formats.plural(count, {
        one: 'You’re also signed in on one other browser.',
        other: `You’re also signed in on ${count} other browsers.`,
      }),
  },
  /** Leads to the page about the address. */
  verify: 'Verify your address',
}
