import { formats } from './language.ts'

export const common = {
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
  sentWithLastDigit: 'It’s submitted as soon as you type the last digit.',
  waitOver: 'You can try again now.',
}
