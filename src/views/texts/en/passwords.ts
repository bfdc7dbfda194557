import { createFormats } from '../format.ts'
import type { PasswordTexts } from '../password-texts.ts'

const formats = createFormats('en')

/** The English words of the pages about passwords. */
export const passwords: PasswordTexts = {
  change: {
    heading: 'Password',
    confirm: 'First, confirm that it’s you. Then you choose the new password.',
    lead: 'When you change it, you’ll be signed out everywhere else.',
    kept: 'Your new password was accepted. It takes effect once the code is right.',
    another: 'Choose another password',
    present: 'Current password',
    code: 'Code from your app, or a recovery code',
    new: 'New password',
    submit: 'Change password',
    changed: 'Your password was changed. You have been signed out everywhere else.',
  },
  forgot: {
    link: 'Forgot your password?',
    heading: 'Set a new password',
    lead: (minutes) =>
      `Enter the name or email address of your account. We’ll send you a link. It works for ${formats.duration(minutes * 60)}.`,
    missing: 'Enter the name or email address of your account.',
    back: 'Back to sign-in',
    submit: 'Send the link',
  },
  reset: {
    heading: 'Choose a new password',
    lead: 'You will be signed out everywhere. Your devices and recovery codes stay as they are.',
    submit: 'Set the password',
  },
  told: {
    asked: {
      heading: 'Check your email',
      lead: (login, minutes) =>
        `If there is an account “${login}”, an email is on its way to the address that we have for it. The link in it works for ${formats.duration(minutes * 60)}.`,
      nothing:
        'No email after a few minutes? Check your spam folder, and make sure that the name is spelled correctly. If your account has no address, ask an administrator.',
      link: 'Ask again',
    },
    changed: {
      heading: 'Your password was changed',
      lead: 'You have been signed out everywhere. Sign in with the new password.',
      link: 'Sign in',
      linkTo: (application) => `Sign in to ${application}`,
    },
    expired: {
      heading: 'This link no longer works',
      lead: (minutes) =>
        `A link works once, for ${formats.duration(minutes * 60)}, and only until a new password is set. If you still need one, ask for another.`,
      link: 'Ask for another link',
    },
    outdated: {
      heading: 'This form is out of date',
      lead: 'It was opened in another browser or some time ago, so nothing was changed.',
      link: 'Open it again',
    },
  },
  newHint: (shortest) =>
    `At least ${shortest} characters. Several words in a row are easy to remember and hard to guess.`,
  errors: {
    too_short: ({ shortest }) => `That is too short. Use at least ${shortest} characters.`,
    too_long: ({ longest }) => `That is too long. Use at most ${longest} characters.`,
    common: () => 'That’s a common password and easy to guess. Choose another one.',
    own_words: () =>
      'That consists mostly of your name, your address or the name of this service, and is easy to guess. Choose something else.',
    unchanged: () => 'That is your current password. Choose another one.',
    either_wrong: () => 'Incorrect code. Enter the one that your app shows now.',
    either_malformed: () =>
      'That is neither a code from your app nor a recovery code. Enter all of it.',
    recovery_code_used: () => 'That recovery code has already been used. Use another one.',
  },
}
