import type { ActionTexts, ReasonTexts } from '../codes.ts'
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

export const selectAccount: Texts['selectAccount'] = {
  heading: 'Konto auswählen',
  same: (account) => `Weiter als ${account}`,
  other: 'Anderes Konto verwenden',
  otherHint: (account) =>
    `Wenn Sie sich mit einem anderen Konto anmelden, wird ${account} in diesem Browser abgemeldet.`,
}

export const reasons: ReasonTexts = {
  account_protected: (application) =>
    `Um sich bei ${application} anzumelden, geben Sie auch einen Code ein: Ihr Konto ist durch einen zweiten Schritt geschützt.`,
  application_asks: (application) =>
    `Um fortzufahren, braucht ${application} einen Code von Ihnen: Die Anwendung verlangt einen zweiten Schritt.`,
  too_old: (application) =>
    `Um bei ${application} fortzufahren, geben Sie einen neuen Code ein: Die Anwendung will sichergehen, dass Sie es noch sind.`,
}

export const actions: ActionTexts = {
  open_account: 'Um Ihr Konto zu öffnen, bestätigen Sie, dass Sie es sind.',
  change_password: 'Um Ihr Passwort zu ändern, bestätigen Sie, dass Sie es sind.',
  change_email: 'Um Ihre E-Mail-Adresse zu ändern, bestätigen Sie, dass Sie es sind.',
  choose_language: 'Um Ihre Sprache zu wählen, bestätigen Sie, dass Sie es sind.',
  add_device: 'Um ein Gerät hinzuzufügen, bestätigen Sie, dass Sie es sind.',
  rename_device: 'Um ein Gerät umzubenennen, bestätigen Sie, dass Sie es sind.',
  remove_device: 'Um ein Gerät zu entfernen, bestätigen Sie, dass Sie es sind.',
  report_lost_device: 'Um ein Gerät als verloren zu melden, bestätigen Sie, dass Sie es sind.',
  see_recovery_codes: 'Um Ihre Wiederherstellungscodes zu sehen, bestätigen Sie, dass Sie es sind.',
  make_recovery_codes:
    'Um neue Wiederherstellungscodes zu erstellen, bestätigen Sie, dass Sie es sind.',
  turn_off: 'Um die Zwei-Faktor-Authentifizierung auszuschalten, bestätigen Sie, dass Sie es sind.',
  delete_account: 'Um Ihr Konto zu löschen, bestätigen Sie, dass Sie es sind.',
  end_sessions: 'Um andere Browser abzumelden, bestätigen Sie, dass Sie es sind.',
  remove_access: 'Um einer Anwendung den Zugriff zu entziehen, bestätigen Sie, dass Sie es sind.',
  forget_browsers: 'Um einem Browser nicht mehr zu vertrauen, bestätigen Sie, dass Sie es sind.',
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
