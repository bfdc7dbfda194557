import { createFormats } from '../format.ts'
import type { EmailTexts } from '../email-texts.ts'

const formats = createFormats('en')

/** The English words of the pages about an account's address. */
export const email: EmailTexts = {
  heading: 'Email address',
  link: 'Change email address',
  none: 'Your account has no email address, so no mails about it are sent.',
  verified: (address) => `Mails about your account go to ${address}. The address is confirmed.`,
  unverified: (address) =>
    `Mails about your account go to ${address}. The address isn’t confirmed yet.`,
  next: 'New email address',
  hint: (minutes) =>
    `We’ll send a link there. It works for ${formats.duration(minutes * 60)}, and the address counts once you open it.`,
  submit: 'Send the link',
  asked: (address, minutes) =>
    `We sent a link to ${address}. Open it within ${formats.duration(minutes * 60)} in a browser where you’re signed in. Nothing there? Check your spam folder.`,
  changed: (address) => `Your email address is now ${address}.`,
  errors: {
    invalid: 'That isn’t an email address. Enter one such as ann@example.com.',
    unchanged: 'That is already your confirmed address.',
    too_many: 'We sent several links within an hour. Try again later.',
  },
  confirm: {
    heading: 'Confirm your email address',
    lead: (address) => `Mails about your account will go to ${address}.`,
    submit: 'Confirm this address',
  },
  undo: {
    heading: 'Undo the change of your email address',
    lead: (address) => `Mails about your account will go to ${address} again.`,
    leadWithout: 'Mails about your account will no longer go to the new address.',
    submit: 'Undo the change',
  },
  told: {
    expired: {
      heading: 'This link doesn’t work',
      lead: 'It has already been used, is too old, or belongs to another account. Nothing was changed.',
      link: 'Go to your account',
    },
    undone: {
      heading: 'The change was undone',
      lead: 'The address is yours again. If you didn’t change it, somebody else can get into your account: set a new password now.',
      link: 'Set a new password',
    },
    outdated: {
      heading: 'This form is out of date',
      lead: 'It was opened in another browser or some time ago, so nothing was changed.',
      link: 'Open it again',
    },
  },
}
