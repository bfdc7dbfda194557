import type { ProtectionTexts } from '../codes.ts'

/** The English words about the second factor as a whole: its state, its recovery codes, turning it off. */
const until: ProtectionTexts = {
  devices: 'Its codes stop working immediately. Your other devices stay as they are.',
  recovery_codes:
    'Its codes stop working immediately. Your recovery codes keep protecting your account until you have set up another device.',
  nothing:
    'Its codes stop working immediately. You have no other device and no recovery code left, so this turns two-factor authentication off until you have set up another device.',
}

export const deviceLost = {
  heading: (device: string) => `Have you lost “${device}”?`,
  until,
  next: 'Next, you’ll set up the device that you use instead.',
  endSessions: 'Sign me out everywhere else',
  endSessionsHint: 'On the lost device, and wherever else you are signed in.',
  submit: 'Remove it and add another',
  keep: 'Keep it',
}

export const turnOff = {
  heading: 'Turn two-factor authentication off?',
  lead: 'Only your password will protect your account. Anyone who guesses or steals it can sign in as you.',
  lastDevice: (device: string) =>
    `“${device}” is your only device: removing it turns two-factor authentication off.`,
  goes: 'All your devices and recovery codes stop working immediately. To turn it on again, you’ll have to set it up again.',
  passwordHint: 'To make sure it’s you.',
  submit: 'Turn off',
  keep: 'Keep it on',
}

export const newRecoveryCodes = {
  heading: 'Make new recovery codes?',
  lead: 'Your old recovery codes stop working immediately, used or not. You’ll get ten new ones to save.',
  headingFirst: 'Make recovery codes',
  leadFirst:
    'You’ll get ten codes to save. Each lets you in once when you don’t have your device with you.',
  submit: 'Make new codes',
  submitFirst: 'Make codes',
  keep: 'Keep the old ones',
}

/** The parts of the security page. */
export const security = {
  codesOnly: 'Protected by recovery codes only',
  codesOnlyHint:
    'Signing in takes your password and one of your recovery codes, and each code works only once. Add a device before they run out.',
  noDevice: 'No device.',
  noDeviceHint:
    'Add the phone or tablet that you use now, so that signing in takes its code again.',
  codes: 'Recovery codes',
  left: (left: number, count: number) =>
    left === 1 ? `1 of ${count} codes is left.` : `${left} of ${count} codes are left.`,
  few: 'Make new ones before you need them.',
  used: 'You have used all of them. Without your device you can’t sign in. Make new ones now.',
  made: 'Made',
  missing:
    'You have none yet. A recovery code lets you in when your phone is lost, broken or not with you.',
  see: 'See recovery codes',
  renew: 'Make new codes',
  make: 'Make recovery codes',
  off: 'Turning it off',
  turnOff: 'Turn off two-factor authentication',
  required:
    'Two-factor authentication is required here. It cannot be turned off, and your last device cannot be removed. To replace it, add the new one first.',
}
