import type { PasswordTexts } from '../password-texts.ts'
import { formats } from './language.ts'

export const passwords: PasswordTexts = {
  change: {
    heading: 'Passwort',
    confirm: 'Bestätigen Sie zuerst, dass Sie es sind. Danach wählen Sie das neue Passwort.',
    lead: 'Mit einem neuen Passwort werden Sie überall außer hier abgemeldet.',
    kept: 'Ihr neues Passwort wurde angenommen. Es gilt, sobald der Code stimmt.',
    another: 'Anderes Passwort wählen',
    present: 'Jetziges Passwort',
    code: 'Code aus Ihrer App oder ein Wiederherstellungscode',
    new: 'Neues Passwort',
    submit: 'Passwort ändern',
    changed:
      'Ihr Passwort wurde geändert. Wo Sie sonst noch angemeldet waren, sind Sie jetzt abgemeldet.',
  },
  forgot: {
    link: 'Passwort vergessen?',
    heading: 'Neues Passwort festlegen',
    lead: (minutes) =>
      `Geben Sie den Namen oder die E-Mail-Adresse Ihres Kontos ein. Wir schicken Ihnen einen Link, der ${formats.duration(minutes * 60)} gilt.`,
    missing: 'Geben Sie den Namen oder die E-Mail-Adresse Ihres Kontos ein.',
    back: 'Zurück zur Anmeldung',
    submit: 'Link schicken',
  },
  reset: {
    heading: 'Wählen Sie ein neues Passwort',
    lead: 'Sie werden überall abgemeldet. Ihre Geräte und Wiederherstellungscodes bleiben, wie sie sind.',
    submit: 'Passwort festlegen',
  },
  told: {
    asked: {
      heading: 'Sehen Sie in Ihrem Postfach nach',
      lead: (login, minutes) =>
        `Falls es ein Konto „${login}“ gibt, ist eine E-Mail an die Adresse unterwegs, die wir dafür haben. Der Link darin gilt ${formats.duration(minutes * 60)}.`,
      nothing:
        'Nach einigen Minuten noch keine E-Mail? Sehen Sie im Spam-Ordner nach und prüfen Sie, ob der Name richtig geschrieben ist. Wenn Ihr Konto keine Adresse hat, fragen Sie Ihre Administration.',
      link: 'Noch einmal anfordern',
    },
    changed: {
      heading: 'Ihr Passwort wurde geändert',
      lead: 'Wo Sie angemeldet waren, sind Sie jetzt abgemeldet. Melden Sie sich mit dem neuen Passwort an.',
      link: 'Anmelden',
      linkTo: (application) => `Bei ${application} anmelden`,
    },
    expired: {
      heading: 'Dieser Link funktioniert nicht mehr',
      lead: (minutes) =>
        `Ein Link funktioniert nur einmal, höchstens ${formats.duration(minutes * 60)} lang, und nur, bis ein neues Passwort gesetzt ist. Wenn Sie noch einen brauchen, fordern Sie einen neuen an.`,
      link: 'Neuen Link anfordern',
    },
    outdated: {
      heading: 'Dieses Formular ist veraltet',
      lead: 'Es wurde in einem anderen Browser oder vor längerer Zeit geöffnet, deshalb wurde nichts geändert.',
      link: 'Neu öffnen',
    },
  },
  newHint: (shortest) =>
    `Mindestens ${shortest} Zeichen. Mehrere Wörter hintereinander sind leicht zu merken und schwer zu erraten.`,
  errors: {
    too_short: ({ shortest }) => `Das ist zu kurz. Nehmen Sie mindestens ${shortest} Zeichen.`,
    too_long: ({ longest }) => `Das ist zu lang. Nehmen Sie höchstens ${longest} Zeichen.`,
    common: () =>
      'Dieses Passwort ist weit verbreitet und leicht zu erraten. Wählen Sie ein anderes.',
    own_words: () =>
      'Das besteht vor allem aus Ihrem Namen, Ihrer Adresse oder dem Namen dieses Dienstes und ist leicht zu erraten. Wählen Sie etwas anderes.',
    unchanged: () => 'Das ist Ihr jetziges Passwort. Wählen Sie ein anderes.',
    either_wrong: () => 'Dieser Code stimmt nicht. Geben Sie den ein, den Ihre App jetzt zeigt.',
    either_malformed: () =>
      'Das ist weder ein Code aus Ihrer App noch ein Wiederherstellungscode. Geben Sie ihn ganz ein.',
    recovery_code_used: () =>
      'Dieser Wiederherstellungscode wurde schon benutzt. Nehmen Sie einen anderen.',
  },
}
