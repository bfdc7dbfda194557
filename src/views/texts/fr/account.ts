import type { Texts } from '../../texts.ts'

export const account: Texts['account'] = {
  application: 'Votre compte',
  menu: 'Votre compte',
  security: 'Sécurité',
  signOut: 'Se déconnecter',
}
