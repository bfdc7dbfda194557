import type { ErrorTexts } from '../codes.ts'
import { countOfDevices } from './devices.ts'
import { formats } from './language.ts'

export const errors: ErrorTexts = {
  sign_in_failed: () => 'Incorrect name or password.',
  login_missing: () => 'Enter your name or email.',
  any_failed: () => 'Incorrect name, password or code. Each code works only once.',
  code_unreadable: () =>
    'That is not a complete code. Enter all the digits that your app shows, or a complete recovery code.',
  password_wrong: () => 'Incorrect password. Try again.',
  throttled: ({ seconds }) =>
    `Too many attempts. Wait ${formats.duration(seconds)}, then try again.`,
  locked: () => 'This account is locked after too many attempts. An administrator can unlock it.',
  code_wrong: () => 'Incorrect code. Enter the one that your app shows now.',
  code_just_used: ({ seconds }) =>
    `That code was just used. Wait for the next one (${formats.seconds(seconds)}).`,
  code_malformed: ({ digits }) => `The code has ${digits} digits. Enter all of them.`,
  recovery_wrong: () => 'That recovery code is incorrect or has already been used.',
  recovery_malformed: () =>
    'That is not a recovery code. One has three groups of five letters and digits, such as k7m2p-9xwaz-3hrtc.',
  setup_given_up: () => 'Too many wrong codes. Start again, and scan the new QR code.',
  name_invalid: ({ longest }) => `Give it a name of up to ${longest} characters.`,
  name_invisible: () =>
    'That name has invisible characters, or no visible ones. Use letters, digits or emoji.',
  name_lookalike: ({ name }) =>
    `That name looks like “${name}”, another of your devices. Choose a different one.`,
  name_taken: () => 'Another of your devices has this name. Choose a different one.',
  limit_reached: ({ limit }) =>
    `Your account has ${countOfDevices(limit)}, which is as many as it can have. Remove one first.`,
}
