import type { PlaceTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

const places: PlaceTexts = {
  security: 'Seguridad',
  password: 'Contraseña',
  sessions: 'Sesiones',
  applications: 'Aplicaciones',
  activity: 'Actividad',
  language: 'Idioma',
}

export const account: Texts['account'] = {
  application: 'Su cuenta',
  menu: 'Su cuenta',
  places,
  signOut: 'Cerrar sesión',
}
