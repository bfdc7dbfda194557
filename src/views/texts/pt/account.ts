import type { PlaceTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

const places: PlaceTexts = {
  security: 'Segurança',
  password: 'Senha',
  sessions: 'Sessões',
  applications: 'Aplicativos',
  activity: 'Atividade',
  language: 'Idioma',
}

export const account: Texts['account'] = {
  application: 'Sua conta',
  menu: 'Sua conta',
  places,
  signOut: 'Sair',
}
