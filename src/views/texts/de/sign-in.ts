import type { ReasonTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

export const signIn: Texts['signIn'] = {
  heading: 'Anmelden',
  headingPassword: 'Geben Sie Ihr Passwort ein',
  headingPasswordAndCode: 'Geben Sie Ihr Passwort und Ihren Code ein',
  lead: (application) => `Danach geht es weiter zu ${application}`,
  headingAgain: 'Bestätigen Sie, dass Sie es sind',
  leadAgain: (application) => `${application} bittet Sie, sich noch einmal anzumelden.`,
  login: 'Name oder E-Mail-Adresse',
  otherName: 'Nicht Sie?',
  code: 'Code',
  codeHint: 'Die 6 Ziffern in Ihrer Authenticator-App oder einer Ihrer Wiederherstellungscodes.',
}

export const reasons: ReasonTexts = {
  account_protected: (application) => `Noch ein Schritt, dann geht es weiter zu ${application}`,
  application_asks: (application) => `${application} verlangt einen zweiten Schritt.`,
  too_old: (application) => `${application} fragt nach, ob Sie es noch sind.`,
}

export const code: Texts['code'] = {
  heading: 'Geben Sie Ihren Code ein',
  hint: 'Öffnen Sie Ihre Authenticator-App, egal auf welchem Ihrer Geräte.',
  help: 'Der Code funktioniert nicht?',
  helpTime:
    'Ein Code gilt etwa 30 Sekunden. Das Telefon muss seine Uhrzeit automatisch einstellen.',
  toRecovery: 'Wiederherstellungscode benutzen',
  helpRecovery:
    'Wenn Sie keines Ihrer Geräte mehr haben, benutzen Sie einen Wiederherstellungscode.',
  helpLost: 'Wenn Sie keines Ihrer Geräte mehr haben, bitten Sie Ihre Administration um Hilfe.',
}

export const signOut: Texts['signOut'] = {
  heading: 'Abmelden?',
  lead: (product) => `Sie werden in diesem Browser von ${product} abgemeldet.`,
  leadApplication: (application, product) =>
    `${application} möchte Sie in diesem Browser von ${product} abmelden.`,
  yes: 'Abmelden',
  no: 'Angemeldet bleiben',
}
