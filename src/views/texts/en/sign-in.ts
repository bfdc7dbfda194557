import type { ActionTexts, ReasonTexts } from '../codes.ts'

/** The pages for the first factor. */
export const signIn = {
  heading: 'Sign in',
  headingPassword: 'Enter your password',
  headingPasswordAndCode: 'Enter your password and code',
  lead: (application: string) => `to continue to ${application}`,
  headingAgain: 'Confirm that it is you',
  leadAgain: (application: string) => `${application} asks you to sign in again.`,
  login: 'Name or email',
  otherName: 'Not you?',
  code: 'Code',
  codeHint: 'The 6 digits in your authenticator app, or one of your recovery codes.',
}

/** A session lives, and the application wants to know whose account it shall be. */
export const selectAccount = {
  heading: 'Choose an account',
  same: (account: string) => `Continue as ${account}`,
  other: 'Use another account',
  otherHint: (account: string) =>
    `If you sign in with another account, ${account} is signed out in this browser.`,
}

export const reasons: ReasonTexts = {
  account_protected: (application) =>
    `To sign in to ${application}, enter a code as well: your account is protected by a second step.`,
  application_asks: (application) =>
    `To continue, ${application} needs a code from you: it asks for a second step.`,
  too_old: (application) =>
    `To continue in ${application}, enter a new code: it wants to make sure it is still you.`,
}

export const actions: ActionTexts = {
  open_account: 'To open your account, confirm that it is you.',
  change_password: 'To change your password, confirm that it is you.',
  change_email: 'To change your email address, confirm that it is you.',
  choose_language: 'To choose your language, confirm that it is you.',
  add_device: 'To add a device, confirm that it is you.',
  rename_device: 'To rename a device, confirm that it is you.',
  remove_device: 'To remove a device, confirm that it is you.',
  report_lost_device: 'To report a lost device, confirm that it is you.',
  see_recovery_codes: 'To see your recovery codes, confirm that it is you.',
  make_recovery_codes: 'To make new recovery codes, confirm that it is you.',
  turn_off: 'To turn off two-factor authentication, confirm that it is you.',
  delete_account: 'To delete your account, confirm that it is you.',
  end_sessions: 'To sign out other browsers, confirm that it is you.',
  remove_access: 'To remove an application’s access, confirm that it is you.',
  forget_browsers: 'To stop trusting a browser, confirm that it is you.',
}

export const code = {
  heading: 'Enter your code',
  hint: 'Open your authenticator app, on any of your devices.',
  help: 'Code not working?',
  helpTime: 'A code works for about 30 seconds. Make sure your phone sets its time automatically.',
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
