import type { ActivityTexts } from '../activity-texts.ts'

/** The English words of an account's history. */

const plural = new Intl.PluralRules('en')

const facts: ActivityTexts = {
  signed_in: () => 'Signed in',
  stepped_up: () => 'Confirmed that it was you',
  password_wrong: () => 'Wrong password',
  password_refused: () => 'Password not checked: too many attempts',
  password_alone: () => 'Correct password, but the sign-in was not completed',
  code_wrong: () => 'Wrong code',
  code_replayed: () => 'A code was sent a second time',
  code_refused: () => 'Code not checked: too many attempts',
  recovery_code_wrong: () => 'Wrong recovery code',
  recovery_code_refused: () => 'Recovery code not checked: too many attempts',
  recovery_code_used: ({ remaining }) =>
    plural.select(remaining) === 'one'
      ? `Recovery code used, ${remaining} is left`
      : `Recovery code used, ${remaining} are left`,
  setup_code_wrong: () => 'Wrong code for a new device',
  declined: () => 'Sign-in cancelled',
  device_begun: ({ name }) => `Started to set up a device: ${name}`,
  device_added: ({ name }) => `Device added: ${name}`,
  device_renamed: ({ name }) => `Device renamed: ${name}`,
  device_removed: ({ name }) => `Device removed: ${name}`,
  recovery_codes_issued: () => 'Recovery codes made',
  recovery_codes_regenerated: () => 'New recovery codes made, the old ones ended',
  recovery_codes_seen: () => 'Recovery codes looked at',
  second_factor_off: () => 'Two-factor authentication turned off',
  second_factor_reset: () => 'Two-factor authentication reset by an administrator',
  browser_trusted: () => 'Browser trusted: it is not asked for a code',
  browser_forgotten: () => 'Browser trusted no more',
  browsers_forgotten: ({ count }) =>
    plural.select(count) === 'one'
      ? `${count} browser trusted no more`
      : `${count} browsers trusted no more`,
  password_changed: () => 'Password changed',
  password_reset: () => 'New password set by a link from a mail',
  password_set_by_administrator: () => 'New password set by an administrator',
  password_reset_asked: () => 'Link to set a new password asked for',
  sessions_ended: ({ count }) =>
    plural.select(count) === 'one'
      ? `Signed out in ${count} browser`
      : `Signed out in ${count} browsers`,
  sessions_over_limit: () => 'Older sign-ins ended: too many browsers were signed in',
  application_revoked: ({ application }) => `Access taken away from ${application}`,
}

export const activity = {
  heading: 'Activity',
  lead: 'What happened to your account in the last 180 days. If you do not recognize something, set a new password and look through your devices.',
  facts,
  empty: 'Nothing has happened yet.',
  nothingEarlier: 'Nothing happened before that.',
  earlier: 'Earlier',
  latest: 'Back to the latest',
  /** Said of the mark beside an entry, for those who do not see it. */
  failed: 'Failed',
  changed: 'Changed',
  to: (application: string) => `Application: ${application}`,
  /** What was proved. */
  by: (methods: string) => `With ${methods}`,
  methods: {
    password: 'password',
    totp: 'code',
    recovery_code: 'recovery code',
  } as Readonly<Record<string, string | undefined>>,
  from: (address: string) => `Address ${address}`,
  browserOnSystem: (browser: string, system: string) => `${browser} on ${system}`,
  unknownBrowser: 'Unknown browser',
}
