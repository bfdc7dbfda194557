import type { Texts } from '../../texts.ts'

export const languageChoice: Texts['languageChoice'] = {
  heading: 'Sprache',
  lead: 'Wählen Sie die Sprache unserer Seiten und E-Mails.',
  browser: 'Die Sprache meines Browsers',
  browserNow: (language) => `Zurzeit: ${language}`,
  submit: 'Speichern',
  saved: 'Gespeichert. Seiten und E-Mails sind jetzt auf Deutsch.',
  savedBrowser: 'Gespeichert. Von jetzt an richten sich die Seiten nach Ihrem Browser.',
}
