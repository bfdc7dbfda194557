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
