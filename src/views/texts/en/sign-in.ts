import type { ReasonTexts } from '../codes.ts'

/** The pages for the first factor. */
export const signIn = {
  heading: 'Sign in',
  headingPassword: 'Enter your password',
  headingPasswordAndCode: 'Enter your password and code',
  lead: (application: string) => `to continue to ${application}`,
  headingAgain: 'Confirm that it is you',
  leadAgain: (application: string) => `${application} asks you to sign in once more.`,
  login: 'Name or email',
  otherName: 'Not you?',
  code: 'Code',
  codeHint: 'The 6 digits in your authenticator app, or one of your recovery codes.',
}

export const reasons: ReasonTexts = {
  account_protected: (application) => `One more step to continue to ${application}`,
  application_asks: (application) => `${application} asks for a second step.`,
  too_old: (application) => `${application} asks whether it is still you.`,
}

export const code = {
  heading: 'Enter your code',
  hint: 'Open your authenticator app, on any of your devices.',
  help: 'The code does not work?',
  helpTime: 'A code works for about 30 seconds. The phone must set its time automatically.',
  toRecovery: 'Use a recovery code',
  helpRecovery: 'If you no longer have any of your devices, use a recovery code.',
  helpLost: 'If you no longer have any of your devices, ask an administrator for help.',
}

export const signOut = {
  heading: 'Sign out?',
  lead: (product: string) => `You will be signed out of ${product} in this browser.`,
  leadApplication: (application: string, product: string) =>
    `${application} asks to sign you out of ${product} in this browser.`,
  yes: 'Sign out',
  no: 'Stay signed in',
}
