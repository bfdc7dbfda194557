import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const common: Texts['common'] = {
  title: (heading, product) => `${heading} – ${product}`,
  failedTitle: (title) => `Fehler: ${title}`,
  account: 'Konto',
  continue: 'Weiter',
  cancel: 'Abbrechen',
  notNow: 'Nicht jetzt',
  back: 'Zurück',
  password: 'Passwort',
  show: 'Zeigen',
  hide: 'Verbergen',
  showPassword: 'Passwort zeigen',
  hidePassword: 'Passwort verbergen',
  code: (digits) =>
    digits.length === 1
      ? `${formats.either(digits)}-stelliger Code`
      : `Code mit ${formats.either(digits)} Ziffern`,
  sentWithLastDigit: 'Mit der letzten Ziffer wird er abgeschickt.',
  waitOver: 'Sie können es jetzt noch einmal versuchen.',
}
