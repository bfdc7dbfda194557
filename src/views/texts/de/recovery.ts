import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const progress: Texts['progress'] = (step, steps) => `Schritt ${step} von ${steps}`

export const recoveryCode: Texts['recoveryCode'] = {
  heading: 'Geben Sie einen Wiederherstellungscode ein',
  label: 'Wiederherstellungscode',
  hint: 'Drei Gruppen aus je fünf Buchstaben und Ziffern. Großschreibung, Leerzeichen und Bindestriche spielen keine Rolle.',
  toCode: 'Code von einem Gerät benutzen',
  help: 'Wo finde ich meine Wiederherstellungscodes?',
  helpWhere:
    'Als Sie den zweiten Schritt eingerichtet haben, sollten Sie zehn Wiederherstellungscodes speichern: als Datei, auf Papier oder in einem Passwort-Manager.',
  helpOnce: 'Jeder Code gilt einmal; die Reihenfolge ist egal.',
  helpLost:
    'Wenn Sie weder ein Gerät noch einen Code haben, bitten Sie Ihre Administration um Hilfe.',
}

export const recoveryCodes: Texts['recoveryCodes'] = {
  headings: {
    issued: 'Speichern Sie Ihre Wiederherstellungscodes',
    regenerated: 'Speichern Sie Ihre neuen Wiederherstellungscodes',
    seen: 'Ihre Wiederherstellungscodes',
  },
  leads: {
    issued:
      'Wenn Sie Ihr Telefon verlieren, kommen Sie mit jedem dieser Codes einmal in Ihr Konto, anstelle eines Codes aus der App. Bewahren Sie sie dort auf, wo Sie sie auch ohne das Telefon finden.',
    regenerated:
      'Die alten Codes gelten nicht mehr. Mit jedem dieser Codes kommen Sie einmal in Ihr Konto, anstelle eines Codes aus der App. Bewahren Sie sie dort auf, wo Sie sie auch ohne Ihr Telefon finden.',
    seen: 'Mit jedem Code kommen Sie einmal in Ihr Konto, anstelle eines Codes aus der App.',
  },
  shownFor: (minutes) => `Diese Seite zeigt sie ${minutes} Minuten lang.`,
  list: 'Wiederherstellungscodes',
  used: 'benutzt',
  copy: 'Kopieren',
  copied: 'Kopiert',
  copyFailed: 'Markieren und kopieren Sie sie selbst.',
  download: 'Herunterladen',
  print: 'Drucken',
  saved: 'Ich habe sie gespeichert',
  regenerate: 'Neue Codes erstellen',
}

export const recoveryFile: Texts['recoveryFile'] = {
  heading: (product, account) => `Wiederherstellungscodes von ${account} bei ${product}`,
  made: (date) => `Erstellt am ${date}.`,
  lead: 'Mit jedem Code kommen Sie einmal in Ihr Konto, anstelle eines Codes aus der App.',
  used: 'benutzt',
}

export const recoveryCodesLeft: Texts['recoveryCodesLeft'] = {
  headingUsed: 'Sie haben einen Wiederherstellungscode benutzt',
  headingFew: 'Ihre Wiederherstellungscodes gehen zur Neige',
  left: (left) =>
    left === 0
      ? 'Sie haben keinen Wiederherstellungscode mehr.'
      : formats.plural(left, {
          one: `Sie haben noch ${left} Wiederherstellungscode.`,
          other: `Sie haben noch ${left} Wiederherstellungscodes.`,
        }),
  addDevice:
    'Haben Sie Ihr Gerät verloren? Fügen Sie hier ein neues hinzu, damit Sie sich das nächste Mal mit seinem Code anmelden.',
  addDeviceMissing:
    'Fügen Sie jetzt ein Gerät hinzu, damit Sie sich das nächste Mal mit seinem Code anmelden.',
  add: 'Neues Gerät hinzufügen',
  getNew: 'Sobald Sie angemeldet sind, erstellen Sie neue in Ihrem Konto:',
  getNewElsewhere: 'Besorgen Sie sich neue, bevor Sie sie brauchen.',
  goOn: (application) => `Weiter zu ${application}`,
}

export const recoveryCodesOver: Texts['recoveryCodesOver'] = {
  heading: 'Ihre Wiederherstellungscodes werden nicht mehr angezeigt',
  lead: 'Sie wurden für Ihr Konto erstellt und gelten. Die Seite zeigt sie nur kurz, damit sie niemand auf einem offenen Bildschirm findet.',
  getNew:
    'Wenn Sie sie nicht gespeichert haben, holen Sie sich nach der Anmeldung neue in Ihrem Konto:',
  getNewElsewhere:
    'Wenn Sie sie nicht gespeichert haben, holen Sie sich neue, bevor Sie sie brauchen.',
}
