import type { ErrorTexts } from '../codes.ts'
import { countOfDevices } from './devices.ts'
import { formats } from './language.ts'

export const errors: ErrorTexts = {
  sign_in_failed: () => 'Name or password is wrong.',
  login_missing: () => 'Type your name or email.',
  any_failed: () => 'Name, password or code is not right. Each code works only once.',
  code_unreadable: () =>
    'That is not a whole code. Type all digits that your app shows, or a whole recovery code.',
  password_wrong: () => 'That password is not right. Try it once more.',
  throttled: ({ seconds }) =>
    `There were too many attempts. Wait ${formats.duration(seconds)}, then try again.`,
  locked: () =>
    'This account is locked, because there were too many attempts. An administrator can unlock it.',
  code_wrong: () => 'That code is not right. Type the one that your app shows now.',
  code_just_used: ({ seconds }) =>
    `That code was just used. Wait for the next one (${formats.seconds(seconds)}).`,
  code_malformed: ({ digits }) => `The code has ${digits} digits. Type all of them.`,
  recovery_wrong: () => 'That recovery code is not right, or it was used already.',
  recovery_malformed: () =>
    'That is no recovery code. It has three groups of five letters and digits, such as k7m2p-9xwaz-3hrtc.',
  setup_given_up: () => 'Too many wrong codes. Start again, and scan the new QR code.',
  name_invalid: ({ longest }) => `Give it a name of up to ${longest} characters.`,
  name_invisible: () =>
    'That name has characters that cannot be seen, or nothing that can. Use letters, digits or emoji.',
  name_lookalike: ({ name }) =>
    `That name looks like “${name}”, another of your devices. Choose a different one.`,
  name_taken: () => 'Another of your devices has this name. Choose a different one.',
  limit_reached: ({ limit }) =>
    `Your account has ${countOfDevices(limit)}, which is as many as it can have. Remove one first.`,
}
