import type { DoneTexts, StatusTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const deviceAdd: Texts['deviceAdd'] = {
  heading: 'Gerät hinzufügen',
  lead: 'Beim Anmelden geben Sie dann einen Code ein, den eine App darauf zeigt.',
  headingAsked: 'Richten Sie einen zweiten Schritt ein',
  apps: 'Sie brauchen eine Authenticator-App auf Ihrem Telefon: Google Authenticator, Microsoft Authenticator, FreeOTP oder eine andere App für zeitbasierte Codes (TOTP).',
  leadAsked: (application) =>
    `${application} verlangt mehr als ein Passwort: einen Code aus einer App auf Ihrem Telefon. Es dauert eine Minute.`,
  lost: (device) => `„${device}“ wurde entfernt, und seine Codes gelten nicht mehr.`,
  lostOff: (device) =>
    `„${device}“ wurde entfernt, und die Zwei-Faktor-Authentifizierung ist aus, bis Sie ein anderes Gerät hinzugefügt haben.`,
  endedSessions: (count) =>
    count === 0
      ? 'Sie waren sonst nirgends angemeldet.'
      : formats.plural(count, {
          one: 'Eine andere Sitzung wurde beendet.',
          other: `${count} andere Sitzungen wurden beendet.`,
        }),
  name: 'Name des Geräts',
  nameHint: 'Damit Sie es von anderen unterscheiden können: „Telefon“, „Tablet zu Hause“.',
  passwordHint: 'Damit sicher ist, dass Sie es sind.',
}

export const deviceSetup: Texts['deviceSetup'] = {
  heading: (device) => `„${device}“ einrichten`,
  lead: 'Verbinden Sie eine Authenticator-App mit Ihrem Konto.',
  app: 'Öffnen Sie eine Authenticator-App',
  appHint:
    'Google Authenticator, Microsoft Authenticator, FreeOTP oder eine andere App für zeitbasierte Codes (TOTP).',
  link: 'Fügen Sie Ihr Konto der App hinzu',
  scan: 'Scannen Sie diesen QR-Code',
  qr: 'QR-Code, der den Schlüssel enthält. Derselbe Schlüssel steht auf dieser Seite als Text.',
  here: 'Ist die App auf diesem Gerät?',
  openApp: 'Authenticator-App öffnen',
  byHand: 'Oder geben Sie diesen Schlüssel in die App ein',
  keyHint: 'Der Schlüssel enthält keine 0, 1, 8 oder 9: Was so aussieht, ist ein Buchstabe.',
  copy: 'Kopieren',
  copyKey: 'Den Schlüssel kopieren',
  copied: 'Kopiert',
  copyFailed: 'Markieren und kopieren Sie den Schlüssel selbst.',
  issuer: 'Dienst',
  kind: 'Art',
  kindValue: 'Zeitbasiert',
  confirm: 'Geben Sie den Code ein, den die App zeigt',
  submit: 'Bestätigen',
  rename: 'Namen ändern',
}

export const done: DoneTexts = {
  staying: () => 'Ihr Konto bleibt bestehen. Es wurde nichts gelöscht.',
  added: (device) =>
    `„${device}“ wurde hinzugefügt. Melden Sie sich von jetzt an mit Passwort und Code an.`,
  added_another: (device) =>
    `„${device}“ wurde hinzugefügt. Sie können sich jetzt mit den Codes dieses Geräts anmelden.`,
  renamed: (device) => `Das Gerät heißt jetzt „${device}“.`,
  removed: (device) => `„${device}“ wurde entfernt. Seine Codes gelten nicht mehr.`,
  turned_off: () =>
    'Die Zwei-Faktor-Authentifizierung ist aus. Die Codes Ihrer Geräte und Ihre Wiederherstellungscodes gelten nicht mehr.',
  codes_made: () =>
    'Ihre Wiederherstellungscodes sind bereit. Bewahren Sie sie dort auf, wo Sie sie auch ohne Ihr Telefon finden.',
  codes_renewed: () => 'Sie haben neue Wiederherstellungscodes. Die alten gelten nicht mehr.',
}

const status: StatusTexts = {
  pending: 'Wartet auf den ersten Code',
  confirmed: 'Bestätigt',
}

export const devices: Texts['devices'] = {
  heading: 'Zwei-Faktor-Authentifizierung',
  on: 'Eingeschaltet',
  onHint: 'Zum Anmelden brauchen Sie Ihr Passwort und einen Code von einem Ihrer Geräte.',
  off: 'Ausgeschaltet',
  offHint: 'Ihr Passwort allein öffnet Ihr Konto.',
  list: 'Ihre Geräte',
  status,
  added: 'Hinzugefügt am',
  lastUsed: 'Zuletzt benutzt am',
  rename: 'Umbenennen',
  renameNamed: (device) => `„${device}“ umbenennen`,
  lost: 'Gerät verloren',
  lostNamed: (device) => `Gerät verloren: „${device}“`,
  remove: 'Entfernen',
  removeNamed: (device) => `„${device}“ entfernen`,
  finish: 'Fertig einrichten',
  finishNamed: (device) => `„${device}“ fertig einrichten`,
  add: 'Gerät hinzufügen',
  empty: 'Noch kein Gerät.',
  emptyHint:
    'Ein Passwort kann erraten, gestohlen oder mehrfach verwendet werden. Mit einem Gerät kann sich niemand als Sie anmelden, der nur Ihr Passwort kennt. Sie brauchen dafür nur eine kostenlose App auf Ihrem Telefon.',
  full: (limit) =>
    `Sie haben ${countOfDevices(limit)}, mehr kann ein Konto nicht haben. Entfernen Sie eines, um ein anderes hinzuzufügen.`,
}

export const deviceRename: Texts['deviceRename'] = {
  heading: (device) => `„${device}“ umbenennen`,
  lead: 'Nur Sie sehen diesen Namen. Die Codes bleiben dieselben.',
  name: 'Neuer Name',
  submit: 'Speichern',
}

export const deviceRemove: Texts['deviceRemove'] = {
  heading: (device) => `„${device}“ entfernen?`,
  lead: 'Seine Codes gelten ab sofort nicht mehr. Ihre anderen Geräte bleiben, wie sie sind.',
  submit: 'Entfernen',
  keep: 'Behalten',
}

export const countOfDevices = (count: number): string =>
  formats.plural(count, { one: 'ein Gerät', other: `${count} Geräte` })
