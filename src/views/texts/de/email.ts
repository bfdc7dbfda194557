import type { EmailTexts } from '../email-texts.ts'
import { formats } from './language.ts'

export const email: EmailTexts = {
  heading: 'E-Mail-Adresse',
  link: 'E-Mail-Adresse ändern',
  none: 'Ihr Konto hat keine E-Mail-Adresse, deshalb werden keine E-Mails dazu gesendet.',
  verified: (address) => `E-Mails zu Ihrem Konto gehen an ${address}. Die Adresse ist bestätigt.`,
  unverified: (address) =>
    `E-Mails zu Ihrem Konto gehen an ${address}. Die Adresse ist noch nicht bestätigt.`,
  next: 'Neue E-Mail-Adresse',
  hint: (minutes) =>
    `Wir senden einen Link dorthin. Er funktioniert ${formats.duration(minutes * 60)} lang, und die Adresse gilt, sobald Sie ihn öffnen.`,
  submit: 'Link senden',
  asked: (address, minutes) =>
    `Wir haben einen Link an ${address} gesendet. Öffnen Sie ihn innerhalb von ${formats.duration(minutes * 60)} in einem Browser, in dem Sie angemeldet sind. Nichts angekommen? Sehen Sie im Spam-Ordner nach.`,
  changed: (address) => `Ihre E-Mail-Adresse ist jetzt ${address}.`,
  errors: {
    invalid: 'Das ist keine E-Mail-Adresse. Geben Sie eine wie anna@example.com ein.',
    unchanged: 'Das ist bereits Ihre bestätigte Adresse.',
    too_many:
      'Wir haben innerhalb einer Stunde mehrere Links gesendet. Versuchen Sie es später noch einmal.',
  },
  confirm: {
    heading: 'E-Mail-Adresse bestätigen',
    lead: (address) => `E-Mails zu Ihrem Konto gehen dann an ${address}.`,
    submit: 'Diese Adresse bestätigen',
  },
  undo: {
    heading: 'Änderung der E-Mail-Adresse rückgängig machen',
    lead: (address) => `E-Mails zu Ihrem Konto gehen dann wieder an ${address}.`,
    leadWithout: 'E-Mails zu Ihrem Konto gehen dann nicht mehr an die neue Adresse.',
    submit: 'Änderung rückgängig machen',
  },
  told: {
    expired: {
      heading: 'Dieser Link funktioniert nicht',
      lead: 'Er wurde schon benutzt, ist zu alt oder gehört zu einem anderen Konto. Es wurde nichts geändert.',
      link: 'Zu Ihrem Konto',
    },
    undone: {
      heading: 'Die Änderung wurde rückgängig gemacht',
      lead: 'Die Adresse ist wieder Ihre. Wenn Sie sie nicht geändert haben, hat jemand anderes Zugang zu Ihrem Konto: Legen Sie jetzt ein neues Passwort fest.',
      link: 'Neues Passwort festlegen',
    },
    outdated: {
      heading: 'Dieses Formular ist veraltet',
      lead: 'Es wurde in einem anderen Browser oder vor einiger Zeit geöffnet, deshalb wurde nichts geändert.',
      link: 'Noch einmal öffnen',
    },
  },
}
