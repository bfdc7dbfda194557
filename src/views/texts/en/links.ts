import type { LinkTexts } from '../codes.ts'

export const links: LinkTexts = {
  back_to_application: (name) =>
    name === undefined ? 'Back to the application' : `Back to ${name}`,
  sign_in_again: () => 'Sign in again',
  account: () => 'Your account',
  sign_out: () => 'Sign out',
  home: () => 'Start page',
  demo: () => 'Demo application',
  mails: () => 'Mails',
  metadata: () => 'Provider metadata',
}

/** What is behind each link, told on the start page. */
export const linkHints: LinkTexts = {
  back_to_application: () => 'Where you came from',
  sign_in_again: () => 'With the same or another account',
  account: () => 'Two-factor authentication and your devices',
  sign_out: () => 'End the session in this browser',
  home: () => 'What this is',
  demo: () => 'See a sign-in with and without a second factor',
  mails: () => 'What would have been sent, while no mail server is configured',
  metadata: () => 'For developers: endpoints and what is supported',
}

export const landing = {
  heading: 'Sign-in service',
  lead: 'Applications send you here to sign in, and bring you back when you’re done. You rarely need to come here directly.',
  links: 'Where to go',
  issuer: 'Issuer:',
}
