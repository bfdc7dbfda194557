import type { PlaceTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

const places: PlaceTexts = {
  security: 'Sicherheit',
  password: 'Passwort',
  sessions: 'Angemeldet',
  applications: 'Anwendungen',
  activity: 'Aktivität',
  language: 'Sprache',
}

export const account: Texts['account'] = {
  application: 'Ihr Konto',
  menu: 'Ihr Konto',
  places,
  signOut: 'Abmelden',
}
