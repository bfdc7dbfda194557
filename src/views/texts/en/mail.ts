import type { MailTexts } from '../mail-texts.ts'
import { createFormats } from '../format.ts'

/** The English words of mails. */

const plural = new Intl.PluralRules('en')
const formats = createFormats('en')

const codes = (count: number): string =>
  plural.select(count) === 'one' ? `${count} recovery code is` : `${count} recovery codes are`

const ifYou = 'If this was you, you don’t need to do anything.'

/** Two steps: shut out whoever has the password, then look at what they may have left. */
const notYou = [
  ifYou,
  'If this was not you, someone else can get into your account. Set a new password immediately: this signs you out everywhere.',
  'Then check your devices and your activity, and remove what is not yours.',
] as const

const administrator =
  'If you did not ask for this, tell the people who run this service, and check your account.'

const kinds: MailTexts = {
  device_added: {
    subject: 'A device was added to your account',
    told: ({ name }) => [
      `“${name}” was added. Its codes now work as the second step when you sign in.`,
    ],
    otherwise: notYou,
  },
  device_removed: {
    subject: 'A device was removed from your account',
    told: ({ name }) => [`“${name}” was removed. Its codes no longer work.`],
    otherwise: notYou,
  },
  recovery_code_used: {
    subject: 'A recovery code of your account was used',
    told: ({ remaining }) => [
      'Someone signed in with one of your recovery codes. That code no longer works.',
      remaining === 0
        ? 'It was the last one. Make new ones, so that you can get in without your devices.'
        : `${codes(remaining)} left.`,
      ...(remaining === 0 ? [] : [ifYou]),
    ],
    otherwise: notYou.slice(1),
  },
  recovery_codes_regenerated: {
    subject: 'Your account has new recovery codes',
    told: () => ['New recovery codes were made. The ones you saved before no longer work.'],
    otherwise: notYou,
  },
  second_factor_off: {
    subject: 'Two-factor authentication was turned off',
    told: () => [
      'Two-factor authentication is off: your password alone opens your account now.',
      'You can turn it on again on your account’s page.',
    ],
    otherwise: notYou,
  },
  second_factor_reset: {
    subject: 'An administrator reset your two-factor authentication',
    told: () => [
      'An administrator removed all of your devices and recovery codes, and ended your sessions.',
      'Your password alone opens your account now. Sign in and add a device again.',
    ],
    otherwise: [administrator],
  },
  password_changed: {
    subject: 'Your password was changed',
    told: ({ byAdministrator }) =>
      byAdministrator
        ? ['An administrator set a new password for your account, and ended your sessions.']
        : ['Your account has a new password. The old one no longer works.'],
    otherwise: [
      ifYou,
      'If this was not you, someone else can get into your account. Set another password immediately, with the link below: it is sent to this address.',
      'Then check your devices and your activity, and remove what is not yours.',
    ],
  },
  password_reset_link: {
    subject: 'Set a new password',
    told: ({ minutes }) => [
      'Someone asked to set a new password for your account. If it was you, continue here:',
      `The link works once, for ${formats.duration(minutes * 60)}.`,
    ],
    otherwise: [
      'If it was not you, do nothing: your password stays as it is. Do not share this link with anyone.',
    ],
  },
  account_leaving: {
    subject: 'Your account will be deleted',
    told: ({ until }) => [
      `Your account will be deleted on ${until}, as you requested. Until then it works as before.`,
      'If you change your mind, sign in and choose “Keep my account”.',
    ],
    otherwise: notYou,
  },
  account_staying: {
    subject: 'Your account stays',
    told: () => ['The deletion of your account was cancelled. Nothing was deleted.'],
    otherwise: notYou,
  },
  account_removed: {
    subject: 'Your account was deleted',
    told: () => [
      'Your account was deleted as you requested, and so were its devices, recovery codes and sessions.',
      'Its history is kept for 180 days, without your name and without addresses.',
    ],
    otherwise: ['If you have questions, contact the people who run this service.'],
  },
  wrong_codes: {
    subject: 'Someone may have your password',
    told: () => [
      'Your password was right, and then several codes in a row were wrong. Nobody was signed in.',
      'If it was you and the codes don’t work, make sure your phone sets its time automatically, and try again.',
    ],
    otherwise: [
      'If it was not you, someone else may know your password. Your second step kept them out. Set a new password now.',
      'Then check your activity.',
    ],
  },
  wrong_codes_known_browser: {
    subject: 'Several wrong codes for your account',
    told: () => [
      'Several wrong codes in a row were entered in a browser that you have used before. Nobody was signed in.',
      'If it was you and the codes don’t work, make sure your phone sets its time automatically, and try again.',
    ],
    otherwise: [
      'If it was not you, someone who can use this browser knows your password. Set a new password now.',
      'Then check your activity.',
    ],
  },
  account_locked: {
    subject: 'Your account is locked',
    told: ({ factor }) => [
      factor === 'password'
        ? 'There were too many wrong passwords in a row. No password is accepted for your account until you set a new one with the link below, or an administrator unlocks it.'
        : 'There were too many wrong codes in a row. No code is accepted for your account until an administrator unlocks it: ask the people who run this service.',
    ],
    otherwise: [
      'If this was not you, somebody else tried to get into your account. Set a new password, then check your activity.',
    ],
  },
  email_change_link: {
    subject: 'Confirm your new email address',
    told: ({ minutes }) => [
      'This address was entered for an account. If you entered it, open this link in a browser where you are signed in to that account:',
      `The link works once, for ${formats.duration(minutes * 60)}.`,
    ],
    otherwise: [
      'If you did not enter it, do nothing: nothing changes. Do not share this link with anyone.',
    ],
  },
  email_changed: {
    subject: 'The email address of your account was changed',
    told: ({ hours }) => [
      'Mails about your account now go to another address. If you did not change it, undo the change here:',
      `The link works for ${formats.duration(hours * 3600)}.`,
    ],
    otherwise: [
      'If this was not you, somebody else can get into your account. Undo the change, then set a new password and check your devices.',
    ],
  },
}

export const mail = {
  kinds,
  /** Shown beside each other, as in a table. */
  when: 'When',
  where: 'Where from',
  browser: 'Browser',
  address: (address: string) => `Address ${address}`,
  unknownBrowser: 'Not known',
  browserOnSystem: (browser: string, system: string) => `${browser} on ${system}`,
  /** Where no browser did it. */
  account: 'Account',
  accountAt: (login: string, issuer: string) => `${login} at ${issuer}`,
  byWhen: 'Act by',
  immediately: 'Immediately, if it was not you',
  device: 'Code from',
  notMe: 'This wasn’t me: what to do',
  byOperator: 'By the people who run this service',
  reset: 'Set a new password',
  confirmEmail: 'Confirm this address',
  undoEmail: 'Undo the change',
  toAccount: 'Your account',
  footer: (product: string) =>
    `${product} sent this automatically, to keep your account safe. Replies are not read.`,
}

/** Where mails are shown in development instead of sent. */
export const devMail = {
  heading: 'Mails',
  lead: 'No mail server is configured, so mails are shown here. The newest comes first.',
  empty: 'No mail has been sent since the server started.',
  to: (address: string) => `To ${address}`,
  html: 'View as HTML',
  text: 'As text',
  back: 'All mails',
}
