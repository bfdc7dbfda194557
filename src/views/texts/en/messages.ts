import type { MessageTexts } from '../codes.ts'

export const messages: MessageTexts = {
  interaction_expired: {
    title: 'This page has expired',
    body: 'It was open for too long, or you already finished here. Go back to the application and sign in again.',
  },
  request_invalid: {
    title: 'The application’s request is not valid',
    body: 'The application sent you here in a way that we cannot answer. Nothing is wrong with your account. Details for its developer are below.',
  },
  form_outdated: {
    title: 'This form is out of date',
    body: 'It was opened in another tab or some time ago, so nothing was changed. Open the page again and repeat the last step.',
  },
  not_found: {
    title: 'There is nothing here',
    body: 'The address may be mistyped, or the page was removed.',
  },
  unavailable: {
    title: 'We cannot sign you in right now',
    body: 'Part of this service is not responding. Nothing is lost. Try again in a minute.',
  },
  internal: {
    title: 'Something went wrong on our side',
    body: 'Nothing was changed. Try again; if it happens again, tell the people who run this service.',
  },
  cancelled: {
    title: 'Cancelled',
    body: 'Nothing was changed. You can continue from here whenever you like.',
  },
  connected: {
    title: 'Connected',
    body: 'Continue on your device. You can close this page.',
  },
  signed_out: {
    title: 'You are signed out',
    body: 'On a shared computer, close the browser as well.',
  },
  sign_in_impossible: {
    title: 'You cannot sign in this way',
    body: 'The application asks for a stronger sign-in than this account can give. Go back to it, or ask an administrator.',
  },
  device_limit: {
    title: 'No room for another device',
    body: 'Your account has as many devices as it can have. Remove one, then add the new one.',
  },
  second_factor_required: {
    title: 'Two-factor authentication stays on',
    body: 'It is required here, so it cannot be turned off, and your last device cannot be removed. To replace that device, add the new one first.',
  },
  too_many_attempts: {
    title: 'Too many attempts',
    body: 'To keep your account safe, we are not accepting attempts for now. Wait a little, then sign in again.',
  },
}

export const message = {
  reference: 'Reference:',
  referenceHint: 'Quote it when you ask for help.',
  developer: 'For the developer',
  signedOut: 'Also signed out:',
  notSignedOut: 'Not signed out:',
  notSignedOutHint: 'Sign out there as well.',
}
