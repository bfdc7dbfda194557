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
  code_replayed: () => 'A code was used twice',
  code_refused: () => 'Code not checked: too many attempts',
  recovery_code_wrong: () => 'Wrong recovery code',
  recovery_code_refused: () => 'Recovery code not checked: too many attempts',
  recovery_code_used: ({ remaining }) =>
    plural.select(remaining) === 'one'
      ? `Recovery code used, ${remaining} is left`
      : `Recovery code used, ${remaining} are left`,
  setup_code_wrong: () => 'Wrong code for a new device',
  device_begun: ({ name }) => `Started to set up a device: ${name}`,
  device_added: ({ name }) => `Device added: ${name}`,
  device_renamed: ({ name }) => `Device renamed: ${name}`,
  device_removed: ({ name }) => `Device removed: ${name}`,
  recovery_codes_issued: () => 'Recovery codes made',
  recovery_codes_regenerated: () => 'New recovery codes made, the old ones no longer work',
  recovery_codes_seen: () => 'Recovery codes viewed',
  second_factor_off: () => 'Two-factor authentication turned off',
  second_factor_reset: () => 'Two-factor authentication reset by an administrator',
  browser_trusted: () => 'Browser trusted: you won’t be asked for a code there',
  browser_forgotten: () => 'Browser no longer trusted',
  browsers_forgotten: ({ count }) =>
    plural.select(count) === 'one'
      ? `${count} browser no longer trusted`
      : `${count} browsers no longer trusted`,
  password_changed: () => 'Password changed',
  password_reset: () => 'New password set from an email link',
  password_set_by_administrator: () => 'New password set by an administrator',
  password_reset_asked: () => 'Link to set a new password requested',
  sessions_ended: ({ count }) =>
    plural.select(count) === 'one'
      ? `Signed out in ${count} browser`
      : `Signed out in ${count} browsers`,
  sessions_over_limit: () => 'Older sign-ins ended: too many browsers were signed in',
  application_revoked: ({ application }) => `Access removed for ${application}`,
  password_locked: () => 'Locked: too many wrong passwords',
  codes_locked: () => 'Locked: too many wrong codes',
  account_created: () => 'Account created',
  account_disabled: () => 'Account disabled by an administrator',
  account_enabled: () => 'Account enabled again by an administrator',
  account_unlocked: () => 'Account unlocked by an administrator',
  account_leaving: () => 'Deletion of the account requested',
  account_staying: () => 'Account kept, deletion cancelled',
  account_removed: () => 'Account removed',
  email_change_asked: () => 'Link to confirm a new email address sent',
  email_changed: () => 'Email address changed',
  email_set_by_administrator: () => 'Email address set by an administrator',
  email_change_undone: () => 'Change of the email address undone',
  sessions_ended_by_administrator: () => 'Signed out by an administrator',
}

export const activity = {
  heading: 'Activity',
  lead: 'What happened to your account in the last 180 days. If you don’t recognise something, choose “This wasn’t me” beside it.',
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
  filter: 'Show',
  filters: {
    all: 'Everything',
    sign_ins: 'Sign-ins',
    changes: 'Changes',
    failures: 'Failed attempts',
  },
  noneOfKind: 'Nothing to show.',
  suspicious: 'This may have been someone else.',
  times: (told: string, count: number) => `${told} (${count} times)`,
  first: 'First:',
  device: (device: string) => `Code from “${device}”`,
  notMe: 'This wasn’t me',
}

export const notMe = {
  heading: 'If this wasn’t you',
  lead: 'Someone else may be able to get into your account. Do these things now, in this order.',
  sessions: {
    title: 'Sign out everywhere else',
    hint: 'This signs out anyone who is using your account in another browser.',
    link: 'Sign out everywhere else',
  },
  password: {
    title: 'Change your password',
    hint: 'Choose one that you don’t use anywhere else.',
    link: 'Change password',
  },
  devices: {
    title: 'Check your devices',
    hint: 'Remove every device that is not yours, and add your own if one is missing.',
    link: 'Check devices',
  },
  codes: {
    title: 'Make new recovery codes',
    hint: 'Someone may have seen the old ones. They stop working.',
    link: 'Make new codes',
  },
  browsers: {
    title: 'Check your trusted browsers',
    hint: 'Stop trusting any browser that you don’t recognise.',
    link: 'View trusted browsers',
  },
  history: 'Back to your activity',
}
