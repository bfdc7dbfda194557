import type { DoneTexts, StatusTexts } from '../codes.ts'
import { formats } from './language.ts'

/** The English words of the pages about devices. */
export const deviceAdd = {
  heading: 'Add a device',
  lead: 'You’ll type a code from an app on this device when you sign in.',
  headingAsked: 'Set up a second step',
  apps: 'You need an authenticator app on your phone: Google Authenticator, Microsoft Authenticator, FreeOTP or any other app for time-based codes (TOTP).',
  leadAsked: (application: string) =>
    `${application} needs more than a password: a code from an app on your phone. It takes a minute.`,
  lost: (device: string) => `“${device}” was removed, and its codes no longer work.`,
  lostOff: (device: string) =>
    `“${device}” was removed, and two-factor authentication is off until you have added another device.`,
  endedSessions: (count: number) =>
    count === 0
      ? 'You were not signed in anywhere else.'
      : count === 1
        ? 'One other session was ended.'
        : `${count} other sessions were ended.`,
  name: 'Name of the device',
  nameHint: 'So that you can tell it from others: “Phone”, “Tablet at home”.',
  passwordHint: 'To make sure it’s you.',
}

export const deviceSetup = {
  heading: (device: string) => `Set up “${device}”`,
  lead: 'Link an authenticator app to your account.',
  app: 'Open an authenticator app',
  appHint:
    'Google Authenticator, Microsoft Authenticator, FreeOTP or any other app for time-based codes (TOTP).',
  link: 'Add your account to the app',
  scan: 'Scan this QR code',
  qr: 'QR code that holds the key. The same key is on this page as text.',
  here: 'Is the app on this device?',
  openApp: 'Open the authenticator app',
  byHand: 'Or enter this key in the app',
  keyHint: 'The key has no 0, 1, 8 or 9: what looks like one is a letter.',
  copy: 'Copy',
  copyKey: 'Copy the key',
  copied: 'Copied',
  copyFailed: 'Select and copy the key yourself.',
  issuer: 'Service',
  kind: 'Kind',
  kindValue: 'Time-based',
  confirm: 'Enter the code that the app shows',
  submit: 'Confirm',
  rename: 'Change the name',
}

export const done: DoneTexts = {
  staying: () => 'Your account stays. Nothing was deleted.',
  added: (device) => `“${device}” was added. From now on, sign in with your password and a code.`,
  added_another: (device) => `“${device}” was added. You can now sign in with its codes.`,
  renamed: (device) => `The device is now called “${device}”.`,
  removed: (device) => `“${device}” was removed. Its codes no longer work.`,
  turned_off: () =>
    'Two-factor authentication is off. Your devices and recovery codes no longer work.',
  codes_made: () =>
    'Your recovery codes are ready. Keep them somewhere you can get to without your phone.',
  codes_renewed: () => 'You have new recovery codes. The old ones no longer work.',
}

export const status: StatusTexts = {
  pending: 'Waiting for its first code',
  confirmed: 'Confirmed',
}

export const devices = {
  heading: 'Two-factor authentication',
  on: 'Turned on',
  onHint: 'You sign in with your password and a code from one of your devices.',
  off: 'Turned off',
  offHint: 'Only your password protects your account.',
  list: 'Your devices',
  status,
  added: 'Added',
  lastUsed: 'Last used',
  rename: 'Rename',
  renameNamed: (device: string) => `Rename “${device}”`,
  lost: 'I lost this device',
  lostNamed: (device: string) => `I lost this device: “${device}”`,
  remove: 'Remove',
  removeNamed: (device: string) => `Remove “${device}”`,
  finish: 'Finish setting up',
  finishNamed: (device: string) => `Finish setting up “${device}”`,
  add: 'Add a device',
  empty: 'No device yet.',
  emptyHint:
    'A password can be guessed, stolen or reused. With a device, someone who learns your password still can’t sign in as you. All you need is a free app on your phone.',
  full: (limit: number) =>
    `You have ${countOfDevices(limit)}, as many as an account can have. Remove one to add another.`,
}

export const deviceRename = {
  heading: (device: string) => `Rename “${device}”`,
  lead: 'Only you see this name. The device’s codes don’t change.',
  name: 'New name',
  submit: 'Save',
}

export const deviceRemove = {
  heading: (device: string) => `Remove “${device}”?`,
  lead: 'Its codes stop working immediately. Your other devices stay as they are.',
  submit: 'Remove',
  keep: 'Keep it',
}

export const countOfDevices = (count: number): string =>
  formats.plural(count, { one: 'one device', other: `${count} devices` })
