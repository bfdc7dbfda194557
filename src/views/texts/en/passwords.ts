import { createFormats } from '../format.ts'
import type { PasswordTexts } from '../password-texts.ts'

const formats = createFormats('en')

/** The English words of the pages about passwords. */
export const passwords: PasswordTexts = {
  change: {
    heading: 'Password',
    confirm: 'First, confirm that it’s you. Then you choose the new password.',
    lead: 'With a new password, you are signed out everywhere but here.',
    present: 'Current password',
    code: 'Code from your app, or a recovery code',
    new: 'New password',
    submit: 'Change password',
    changed: 'Your password was changed. Wherever else you were signed in, you are signed out now.',
  },
  forgot: {
    link: 'Forgot your password?',
    heading: 'Set a new password',
    lead: (minutes) =>
      `Type the name or the email address of your account. We send you a link that works for ${formats.duration(minutes * 60)}.`,
    missing: 'Type the name or the email address of your account.',
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
        'No email after some minutes? Look into the spam folder, and make sure that the name is spelled right. If your account has no address, ask an administrator.',
      link: 'Ask again',
    },
    changed: {
      heading: 'Your password was changed',
      lead: 'Wherever you were signed in, you are signed out now. Sign in with the new password.',
      link: 'Sign in',
      linkTo: (application) => `Sign in to ${application}`,
    },
    expired: {
      heading: 'This link does not work any more',
      lead: (minutes) =>
        `A link works once, for ${formats.duration(minutes * 60)}, and only the newest one does. If you still need one, ask for another.`,
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
    common: () => 'Many people use that password, so it is guessed first. Choose another one.',
    own_words: () =>
      'That consists mostly of your name, your address or the name of this service, which are guessed first. Choose something else.',
    unchanged: () => 'That is the password that you have now. Choose another one.',
    either_wrong: () => 'That code is not right. Type the one that your app shows now.',
    either_malformed: () =>
      'That is neither a code from your app nor a recovery code. Type all of it.',
    recovery_code_used: () => 'That recovery code was used before. Take another one.',
  },
}
