import type { LinkTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

export const links: LinkTexts = {
  back_to_application: (name) =>
    name === undefined ? 'Zurück zur Anwendung' : `Zurück zu ${name}`,
  sign_in_again: () => 'Neu anmelden',
  account: () => 'Ihr Konto',
  sign_out: () => 'Abmelden',
  home: () => 'Startseite',
  demo: () => 'Demo-Anwendung',
  mails: () => 'E-Mails',
  metadata: () => 'Metadaten des Anbieters',
}

export const linkHints: LinkTexts = {
  back_to_application: () => 'Wo Sie herkommen',
  sign_in_again: () => 'Mit demselben oder einem anderen Konto',
  account: () => 'Zwei-Faktor-Authentifizierung und Ihre Geräte',
  sign_out: () => 'Die Sitzung in diesem Browser beenden',
  home: () => 'Was das hier ist',
  demo: () => 'Eine Anmeldung mit und ohne zweiten Faktor ansehen',
  mails: () => 'Was verschickt worden wäre, solange kein Mailserver eingerichtet ist',
  metadata: () => 'Für die Entwicklung: Endpunkte, und was unterstützt wird',
}

export const landing: Texts['landing'] = {
  heading: 'Anmeldedienst',
  lead: 'Anwendungen schicken Sie zum Anmelden hierher und holen Sie danach wieder ab. Direkt müssen Sie diese Seite selten öffnen.',
  links: 'Wohin Sie gehen können',
  issuer: 'Aussteller:',
}
