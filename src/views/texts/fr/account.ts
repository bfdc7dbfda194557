import type { PlaceTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

const places: PlaceTexts = {
  security: 'Sécurité',
  password: 'Mot de passe',
  sessions: 'Connexions',
  applications: 'Applications',
  activity: 'Activité',
  language: 'Langue',
}

export const account: Texts['account'] = {
  application: 'Votre compte',
  menu: 'Votre compte',
  places,
  signOut: 'Se déconnecter',
}
