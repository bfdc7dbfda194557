import type { Texts } from '../../texts.ts'

export const leaving: Texts['leaving'] = {
  section: 'Konto löschen',
  heading: 'Möchten Sie Ihr Konto löschen?',
  lead: (time) =>
    `Sie können es sich noch ${time} anders überlegen. Danach wird Ihr Konto endgültig gelöscht.`,
  goes: 'Gelöscht werden Ihr Name, Ihr Passwort, Ihre Geräte, Wiederherstellungscodes und Sitzungen sowie der Zugriff Ihrer Anwendungen.',
  kept: '180 Tage lang bleibt erhalten, was mit Ihrem Konto geschehen ist, unter einer Nummer statt Ihres Namens und ohne Adressen. Anwendungen behalten, was sie über Sie gespeichert haben: Bitten Sie sie, es zu löschen.',
  meanwhile:
    'Bis dahin funktioniert alles wie bisher, und bei jeder Anmeldung werden Sie daran erinnert.',
  submit: 'Mein Konto löschen',
  keep: 'Mein Konto behalten',
  leavingHeading: 'Ihr Konto wird gelöscht',
  leavingLead: (until) =>
    `Das geschieht am ${until}, weil Sie es verlangt haben. Bis dahin können Sie es behalten.`,
}
