import type { ActivityTexts } from '../activity-texts.ts'
import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

const facts: ActivityTexts = {
  signed_in: () => 'Angemeldet',
  stepped_up: () => 'Identität bestätigt',
  password_wrong: () => 'Falsches Passwort',
  password_refused: () => 'Passwort nicht geprüft: zu viele Versuche',
  password_alone: () => 'Richtiges Passwort, aber die Anmeldung wurde nicht abgeschlossen',
  code_wrong: () => 'Falscher Code',
  code_replayed: () => 'Ein Code wurde ein zweites Mal gesendet',
  code_refused: () => 'Code nicht geprüft: zu viele Versuche',
  recovery_code_wrong: () => 'Falscher Wiederherstellungscode',
  recovery_code_refused: () => 'Wiederherstellungscode nicht geprüft: zu viele Versuche',
  recovery_code_used: ({ remaining }) =>
    formats.plural(remaining, {
      one: `Wiederherstellungscode benutzt, ${remaining} ist übrig`,
      other: `Wiederherstellungscode benutzt, ${remaining} sind übrig`,
    }),
  setup_code_wrong: () => 'Falscher Code für ein neues Gerät',
  device_begun: ({ name }) => `Einrichten eines Geräts begonnen: ${name}`,
  device_added: ({ name }) => `Gerät hinzugefügt: ${name}`,
  device_renamed: ({ name }) => `Gerät umbenannt: ${name}`,
  device_removed: ({ name }) => `Gerät entfernt: ${name}`,
  recovery_codes_issued: () => 'Wiederherstellungscodes erstellt',
  recovery_codes_regenerated: () =>
    'Neue Wiederherstellungscodes erstellt, die alten gelten nicht mehr',
  recovery_codes_seen: () => 'Wiederherstellungscodes angesehen',
  second_factor_off: () => 'Zwei-Faktor-Authentifizierung ausgeschaltet',
  second_factor_reset: () => 'Zwei-Faktor-Authentifizierung von der Administration zurückgesetzt',
  browser_trusted: () => 'Browser als vertrauenswürdig gemerkt: Dort wird kein Code verlangt',
  browser_forgotten: () => 'Browser nicht mehr vertrauenswürdig',
  browsers_forgotten: ({ count }) => `${count} Browser nicht mehr vertrauenswürdig`,
  password_changed: () => 'Passwort geändert',
  password_reset: () => 'Neues Passwort über einen Link aus einer E-Mail festgelegt',
  password_set_by_administrator: () => 'Neues Passwort von der Administration festgelegt',
  password_reset_asked: () => 'Link zum Festlegen eines neuen Passworts angefordert',
  sessions_ended: ({ count }) =>
    formats.plural(count, {
      one: `In ${count} Browser abgemeldet`,
      other: `In ${count} Browsern abgemeldet`,
    }),
  sessions_over_limit: () => 'Ältere Anmeldungen beendet, weil zu viele Browser angemeldet waren',
  application_revoked: ({ application }) => `Zugriff entzogen: ${application}`,
  password_locked: () => 'Gesperrt: zu viele falsche Passwörter',
  codes_locked: () => 'Gesperrt: zu viele falsche Codes',
  account_created: () => 'Konto angelegt',
  account_disabled: () => 'Konto von der Administration deaktiviert',
  account_enabled: () => 'Konto von der Administration wieder aktiviert',
  account_unlocked: () => 'Konto von der Administration entsperrt',
  account_removed: () => 'Konto gelöscht',
  email_change_asked: () => 'Link zur Bestätigung einer neuen E-Mail-Adresse gesendet',
  email_changed: () => 'E-Mail-Adresse geändert',
  email_set_by_administrator: () => 'E-Mail-Adresse von der Administration festgelegt',
  email_change_undone: () => 'Änderung der E-Mail-Adresse rückgängig gemacht',
  sessions_ended_by_administrator: () => 'Von der Administration abgemeldet',
}

export const activity: Texts['activity'] = {
  heading: 'Aktivität',
  lead: 'Was in den letzten 180 Tagen mit Ihrem Konto geschehen ist. Wenn Sie etwas davon nicht wiedererkennen, legen Sie ein neues Passwort fest und sehen Sie Ihre Geräte durch.',
  facts,
  empty: 'Bisher ist nichts geschehen.',
  nothingEarlier: 'Davor ist nichts geschehen.',
  earlier: 'Früher',
  latest: 'Zurück zum Neuesten',
  failed: 'Fehlgeschlagen',
  changed: 'Geändert',
  to: (application) => `Anwendung: ${application}`,
  by: (methods) => `Mit ${methods}`,
  methods: {
    password: 'Passwort',
    totp: 'Code',
    recovery_code: 'Wiederherstellungscode',
  },
  from: (address) => `Adresse ${address}`,
  browserOnSystem: (browser, system) => `${browser} unter ${system}`,
  unknownBrowser: 'Unbekannter Browser',
  filter: 'Anzeigen',
  filters: {
    all: 'Alles',
    sign_ins: 'Anmeldungen',
    changes: 'Änderungen',
    failures: 'Fehlversuche',
  },
  noneOfKind: 'Nichts von dieser Art.',
  suspicious: 'Das war möglicherweise jemand anderes.',
  times: (told, count) => `${told} (${count}-mal)`,
  first: 'Zuerst:',
  device: (device) => `Code von „${device}“`,
  notMe: 'Das war ich nicht',
}

export const notMe: Texts['notMe'] = {
  heading: 'Wenn Sie das nicht waren',
  lead: 'Möglicherweise kann jemand anderes auf Ihr Konto zugreifen. Erledigen Sie jetzt Folgendes, in dieser Reihenfolge.',
  sessions: {
    title: 'Überall sonst abmelden',
    hint: 'Wer in einem anderen Browser in Ihrem Konto angemeldet ist, wird abgemeldet.',
    link: 'Überall sonst abmelden',
  },
  password: {
    title: 'Passwort ändern',
    hint: 'Wählen Sie eines, das Sie nirgends sonst benutzen.',
    link: 'Passwort ändern',
  },
  devices: {
    title: 'Geräte durchsehen',
    hint: 'Entfernen Sie jedes Gerät, das nicht Ihnen gehört, und fügen Sie Ihr eigenes hinzu, wenn es fehlt.',
    link: 'Geräte durchsehen',
  },
  codes: {
    title: 'Neue Wiederherstellungscodes erstellen',
    hint: 'Jemand könnte die alten gesehen haben. Sie gelten dann nicht mehr.',
    link: 'Neue Codes erstellen',
  },
  browsers: {
    title: 'Vertraute Browser durchsehen',
    hint: 'Vertrauen Sie keinem Browser, den Sie nicht kennen.',
    link: 'Vertraute Browser ansehen',
  },
  history: 'Zurück zu Ihrer Aktivität',
}
