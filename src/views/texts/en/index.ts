import type { ErrorTexts, LinkTexts, MessageTexts, PermissionTexts, ReasonTexts } from '../codes.ts'
import { account } from './account.ts'
import * as devicePages from './devices.ts'
import { createFormats } from '../format.ts'
import { signIn } from './sign-in.ts'

/** How a language is written; `tag` is BCP 47, as in `<html lang>`. */
const language: { readonly tag: string; readonly direction: 'ltr' | 'rtl' } = {
  tag: 'en',
  direction: 'ltr',
}

const formats = createFormats(language.tag)

const common = {
  title: (heading: string, product: string) => `${heading} – ${product}`,
  failedTitle: (title: string) => `Error: ${title}`,
  account: 'Account',
  continue: 'Continue',
  cancel: 'Cancel',
  notNow: 'Not now',
  back: 'Back',
  password: 'Password',
  show: 'Show',
  hide: 'Hide',
  showPassword: 'Show password',
  hidePassword: 'Hide password',
  code: (digits: readonly number[]) => `${formats.either(digits)}-digit code`,
  sentWithLastDigit: 'It is sent with the last digit.',
  waitOver: 'You can try again now.',
}

const errors: ErrorTexts = {
  sign_in_failed: () => 'Name or password is wrong.',
  password_wrong: () => 'That password is not right. Try it once more.',
  login_missing: () => 'Type your name or email.',
  any_failed: () => 'Name, password or code is not right. Each code works only once.',
  code_unreadable: () =>
    'That is not a whole code. Type all digits that your app shows, or a whole recovery code.',
  throttled: ({ seconds }) =>
    `There were too many attempts. Wait ${formats.duration(seconds)}, then try again.`,
  locked: () =>
    'This account is locked, because there were too many attempts. An administrator can unlock it.',
  code_wrong: () => 'That code is not right. Type the one that your app shows now.',
  code_just_used: ({ seconds }) =>
    `That code was just used. Wait for the next one (${formats.seconds(seconds)}).`,
  code_malformed: ({ digits }) => `The code has ${digits} digits. Type all of them.`,
  name_invalid: ({ longest }) => `Give it a name of up to ${longest} characters.`,
  name_taken: () => 'Another of your devices has this name. Choose a different one.',
  limit_reached: ({ limit }) =>
    `Your account has ${devicePages.countOfDevices(limit)}, which is as many as it can have. Remove one first.`,
}

const messages: MessageTexts = {
  interaction_expired: {
    title: 'This page has expired',
    body: 'It was open for too long, or you already finished here. Go back to the application and sign in again.',
  },
  request_invalid: {
    title: 'The application’s request is not valid',
    body: 'The application sent you here in a way that we cannot answer. Nothing is wrong with your account. Its developer finds the reason below.',
  },
  form_outdated: {
    title: 'This form is out of date',
    body: 'It was opened in another tab or some time ago, so nothing was changed. Open the page again and repeat the last step.',
  },
  not_found: {
    title: 'There is nothing here',
    body: 'The address may be mistyped, or what it showed was removed.',
  },
  unavailable: {
    title: 'We cannot sign you in right now',
    body: 'A part of this service does not answer. Nothing is lost. Try again in a minute.',
  },
  internal: {
    title: 'Something went wrong on our side',
    body: 'Nothing was changed. Try again; if it happens once more, tell the people who run this service.',
  },
  cancelled: {
    title: 'Cancelled',
    body: 'Nothing was changed. You can go on from here whenever you like.',
  },
  connected: {
    title: 'Connected',
    body: 'Go on at your device. You can close this page.',
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
  too_many_attempts: {
    title: 'Too many attempts',
    body: 'To keep your account safe we take no more attempts for now. Wait a little, then sign in again.',
  },
}

const links: LinkTexts = {
  back_to_application: (name) =>
    name === undefined ? 'Back to the application' : `Back to ${name}`,
  sign_in_again: () => 'Sign in again',
  account: () => 'Your account',
  sign_out: () => 'Sign out',
  home: () => 'Start page',
  demo: () => 'Demo application',
  metadata: () => 'Provider metadata',
}

/** What is behind each link, told on the start page. */
const linkHints: LinkTexts = {
  back_to_application: () => 'Where you came from',
  sign_in_again: () => 'With the same or another account',
  account: () => 'Two-factor authentication and your devices',
  sign_out: () => 'End the session in this browser',
  home: () => 'What this is',
  demo: () => 'See a sign-in with and without a second factor',
  metadata: () => 'For developers: endpoints and what is supported',
}

const landing = {
  heading: 'Sign-in service',
  lead: 'Applications send you here to sign in, and bring you back when it is done. You rarely need to come by yourself.',
  links: 'Where to go',
  issuer: 'Issuer',
}

const reasons: ReasonTexts = {
  account_protected: (application) => `One more step to continue to ${application}`,
  application_asks: (application) => `${application} asks for a second step.`,
  too_old: (application) => `${application} asks whether it is still you.`,
}

const code = {
  heading: 'Enter your code',
  hint: 'Open your authenticator app, on any of your devices.',
  help: 'The code does not work?',
  helpTime: 'A code works for about 30 seconds. The phone must set its time automatically.',
  helpLost: 'If you no longer have any of your devices, ask an administrator for help.',
}

const permissions: PermissionTexts = {
  openid: 'Know that it is you, by an identifier of your account',
  profile: 'See your name and your profile',
  email: 'See your email address',
  phone: 'See your phone number',
  address: 'See your postal address',
  offline_access: 'Keep this access while you are away',
  name: 'See your name',
  email_verified: 'See your email address',
  phone_number: 'See your phone number',
  birthdate: 'See your date of birth',
  groups: 'See the groups that you are in',
  acr: 'See how and when you signed in',
  amr: 'See how and when you signed in',
  auth_time: 'See how and when you signed in',
}

const consent = {
  heading: (application: string) => `Allow ${application}?`,
  lead: (application: string) => `${application} would like to:`,
  destination: (host: string) => `The answer goes to ${host}.`,
  website: 'Its website',
  allow: 'Allow',
  deny: 'Do not allow',
}

const signOut = {
  heading: 'Sign out?',
  lead: (product: string) => `You will be signed out of ${product} in this browser.`,
  leadApplication: (application: string, product: string) =>
    `${application} asks to sign you out of ${product} in this browser.`,
  yes: 'Sign out',
  no: 'Stay signed in',
}

const connect = {
  heading: 'Connect a device',
  lead: 'Type the code that your television, console or command line shows.',
  code: 'Code on the device',
  errors: {
    unknown: 'That code is not known. Compare it with what the device shows.',
    expired: 'That code has expired. Ask the device for a new one.',
    declined: 'Nothing was connected. If you want to after all, ask the device for a new code.',
  },
  confirmHeading: (application: string) => `Connect ${application}?`,
  confirmLead: 'Does your device show this code?',
  from: (address: string) => `It was asked for from the address ${address}.`,
  warning:
    'Go on only if the device is in front of you. Whoever sent you this code would be let into your account.',
  yes: 'Connect',
  no: 'Do not connect',
}

const message = {
  reference: 'Reference',
  referenceHint: 'Quote it when you ask for help.',
  developer: 'For the developer',
}

/** English, and the shape of every other language. */
export const en = {
  language,
  formats,
  account,
  common,
  errors,
  messages,
  links,
  linkHints,
  landing,
  signIn,
  reasons,
  code,
  permissions,
  consent,
  deviceAdd: devicePages.deviceAdd,
  deviceSetup: devicePages.deviceSetup,
  done: devicePages.done,
  devices: devicePages.devices,
  deviceRename: devicePages.deviceRename,
  deviceRemove: devicePages.deviceRemove,
  signOut,
  connect,
  message,
}
