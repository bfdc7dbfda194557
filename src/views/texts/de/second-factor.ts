import type { ProtectionTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

const until: ProtectionTexts = {
  devices: 'Seine Codes gelten ab sofort nicht mehr. Ihre anderen Geräte bleiben, wie sie sind.',
  recovery_codes:
    'Seine Codes gelten ab sofort nicht mehr. Ihre Wiederherstellungscodes schützen Ihr Konto weiter, bis Sie ein anderes Gerät eingerichtet haben.',
  nothing:
    'Seine Codes gelten ab sofort nicht mehr. Sie haben kein anderes Gerät und keinen Wiederherstellungscode mehr. Deshalb ist die Zwei-Faktor-Authentifizierung aus, bis Sie ein anderes Gerät eingerichtet haben.',
}

export const deviceLost: Texts['secondFactor']['deviceLost'] = {
  heading: (device) => `Haben Sie „${device}“ verloren?`,
  until,
  next: 'Danach richten Sie das Gerät ein, das Sie stattdessen benutzen.',
  endSessions: 'Mich überall sonst abmelden',
  endSessionsHint: 'Auf dem verlorenen Gerät und überall, wo Sie sonst noch angemeldet sind.',
  submit: 'Entfernen und ein anderes hinzufügen',
  keep: 'Behalten',
}

export const turnOff: Texts['secondFactor']['turnOff'] = {
  heading: 'Zwei-Faktor-Authentifizierung ausschalten?',
  lead: 'Ihr Passwort allein öffnet dann Ihr Konto. Wer es errät oder stiehlt, kann sich als Sie anmelden.',
  lastDevice: (device) =>
    `„${device}“ ist Ihr einziges Gerät: Wenn Sie es entfernen, ist die Zwei-Faktor-Authentifizierung aus.`,
  goes: 'Die Codes aller Ihrer Geräte und alle Wiederherstellungscodes gelten ab sofort nicht mehr. Zum Wiedereinschalten fangen Sie von vorn an.',
  passwordHint: 'Damit sicher ist, dass Sie es sind.',
  submit: 'Ausschalten',
  keep: 'Eingeschaltet lassen',
}

export const newRecoveryCodes: Texts['secondFactor']['newRecoveryCodes'] = {
  heading: 'Neue Wiederherstellungscodes erstellen?',
  lead: 'Ihre alten Wiederherstellungscodes gelten ab sofort nicht mehr, auch die unbenutzten. Sie bekommen zehn neue zum Speichern.',
  headingFirst: 'Wiederherstellungscodes erstellen',
  leadFirst:
    'Sie bekommen zehn Codes zum Speichern. Mit jedem kommen Sie einmal in Ihr Konto, wenn Sie Ihr Gerät nicht bei sich haben.',
  submit: 'Neue Codes erstellen',
  submitFirst: 'Codes erstellen',
  keep: 'Die alten behalten',
}

export const security: Texts['secondFactor']['security'] = {
  codesOnly: 'Nur durch Wiederherstellungscodes geschützt',
  codesOnlyHint:
    'Zum Anmelden brauchen Sie Ihr Passwort und einen Ihrer Wiederherstellungscodes, und jeder Code gilt nur einmal. Fügen Sie ein Gerät hinzu, bevor sie aufgebraucht sind.',
  noDevice: 'Kein Gerät.',
  noDeviceHint:
    'Fügen Sie das Telefon oder Tablet hinzu, das Sie jetzt benutzen, damit Sie sich wieder mit seinem Code anmelden.',
  codes: 'Wiederherstellungscodes',
  left: (left, count) =>
    formats.plural(left, {
      one: `${left} von ${count} Codes ist übrig.`,
      other: `${left} von ${count} Codes sind übrig.`,
    }),
  few: 'Erstellen Sie neue, bevor Sie sie brauchen.',
  used: 'Alle sind aufgebraucht. Ohne Ihr Gerät können Sie sich nicht anmelden. Erstellen Sie jetzt neue.',
  made: 'Erstellt am',
  missing:
    'Sie haben noch keine. Mit einem Wiederherstellungscode kommen Sie in Ihr Konto, wenn Ihr Telefon verloren, kaputt oder nicht zur Hand ist.',
  see: 'Wiederherstellungscodes ansehen',
  renew: 'Neue Codes erstellen',
  make: 'Wiederherstellungscodes erstellen',
  off: 'Ausschalten',
  turnOff: 'Zwei-Faktor-Authentifizierung ausschalten',
  required:
    'Die Zwei-Faktor-Authentifizierung ist hier Pflicht. Sie kann nicht ausgeschaltet und Ihr letztes Gerät nicht entfernt werden. Um es zu ersetzen, fügen Sie zuerst das neue hinzu.',
}
