import type { ErrorTexts } from '../codes.ts'
import { countOfDevices } from './devices.ts'
import { formats } from './language.ts'

export const errors: ErrorTexts = {
  sign_in_failed: () => 'Name oder Passwort ist falsch.',
  login_missing: () => 'Geben Sie Ihren Namen oder Ihre E-Mail-Adresse ein.',
  any_failed: () => 'Name, Passwort oder Code ist falsch. Jeder Code gilt nur einmal.',
  code_unreadable: () =>
    'Das ist kein ganzer Code. Geben Sie alle Ziffern ein, die Ihre App zeigt, oder einen ganzen Wiederherstellungscode.',
  password_wrong: () => 'Dieses Passwort stimmt nicht. Versuchen Sie es noch einmal.',
  throttled: ({ seconds }) =>
    `Das waren zu viele Versuche. Warten Sie ${formats.duration(seconds)}, bevor Sie es noch einmal versuchen.`,
  locked: () =>
    'Dieses Konto ist nach zu vielen Versuchen gesperrt. Ihre Administration kann es entsperren.',
  code_wrong: () => 'Dieser Code stimmt nicht. Geben Sie den ein, den Ihre App jetzt zeigt.',
  code_just_used: ({ seconds }) =>
    `Dieser Code wurde gerade benutzt. Warten Sie auf den nächsten (${formats.seconds(seconds)}).`,
  code_malformed: ({ digits }) => `Der Code hat ${digits} Ziffern. Geben Sie alle ein.`,
  recovery_wrong: () => 'Dieser Wiederherstellungscode stimmt nicht, oder er wurde schon benutzt.',
  recovery_malformed: () =>
    'Das ist kein Wiederherstellungscode. Er besteht aus drei Gruppen aus je fünf Buchstaben und Ziffern, zum Beispiel k7m2p-9xwaz-3hrtc.',
  setup_given_up: () =>
    'Zu viele falsche Codes. Beginnen Sie noch einmal, und scannen Sie den neuen QR-Code.',
  name_invalid: ({ longest }) => `Geben Sie einen Namen mit höchstens ${longest} Zeichen ein.`,
  name_invisible: () =>
    'Der Name enthält unsichtbare Zeichen oder nichts Sichtbares. Verwenden Sie Buchstaben, Ziffern oder Emojis.',
  name_lookalike: ({ name }) =>
    `Der Name sieht aus wie „${name}“, ein anderes Ihrer Geräte. Wählen Sie einen anderen Namen.`,
  name_taken: () => 'Ein anderes Ihrer Geräte heißt schon so. Wählen Sie einen anderen Namen.',
  limit_reached: ({ limit }) =>
    `Ihr Konto hat ${countOfDevices(limit)}; mehr sind nicht möglich. Entfernen Sie zuerst eines.`,
}
