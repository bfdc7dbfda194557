import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const checkUp: Texts['checkUp'] = {
  heading: 'Machen Sie Ihr Konto sicherer',
  protectedBy: (list) => `Geschützt durch: ${list}.`,
  safeguards: {
    password: 'Passwort',
    email_verified: 'bestätigte E-Mail-Adresse',
    devices: (count) => formats.plural(count, { one: 'ein Gerät', other: `${count} Geräte` }),
    recovery_codes: (count) =>
      formats.plural(count, {
        one: 'ein Wiederherstellungscode',
        other: `${count} Wiederherstellungscodes`,
      }),
  },
  gaps: {
    no_device: 'Sie haben kein Gerät: Ihr Passwort allein öffnet Ihr Konto.',
    one_device:
      'Sie haben nur ein Gerät. Wenn Sie es verlieren, können Sie sich mit einem zweiten anmelden.',
    no_codes:
      'Sie haben keinen Wiederherstellungscode. Ohne Ihr Gerät können Sie sich nicht anmelden.',
    few_codes: (count) =>
      formats.plural(count, {
        one: 'Nur ein Wiederherstellungscode ist übrig.',
        other: `Nur ${count} Wiederherstellungscodes sind übrig.`,
      }),
    email_unverified: 'Ihre E-Mail-Adresse ist nicht bestätigt.',
    trusted_for_long: (count) =>
      formats.plural(count, {
        one: 'Einem Browser wird seit mehr als 30 Tagen vertraut.',
        other: `${count} Browsern wird seit mehr als 30 Tagen vertraut.`,
      }),
    signed_in_elsewhere: (count) =>
      formats.plural(count, {
        one: 'Sie sind noch in einem anderen Browser angemeldet.',
        other: `Sie sind noch in ${count} anderen Browsern angemeldet.`,
      }),
  },
  verify: 'Adresse bestätigen',
}
