import type { PasswordTexts } from '../password-texts.ts'

/** The English words of the pages about passwords. */
export const passwords: PasswordTexts = {
  change: {
    heading: 'Password',
    lead: 'With a new password, you are signed out everywhere but here.',
    present: 'Current password',
    code: 'Code from your app, or a recovery code',
    new: 'New password',
    submit: 'Change password',
    changed: 'Your password was changed. Wherever else you were signed in, you are signed out now.',
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
