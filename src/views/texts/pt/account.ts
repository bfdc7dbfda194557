import type { Texts } from '../../texts.ts'

export const account: Texts['account'] = {
  application: 'Sua conta',
  menu: 'Sua conta',
  security: 'Segurança',
  signOut: 'Sair',
}
