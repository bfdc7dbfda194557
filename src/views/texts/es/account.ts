import type { Texts } from '../../texts.ts'

export const account: Texts['account'] = {
  application: 'Su cuenta',
  menu: 'Su cuenta',
  security: 'Seguridad',
  signOut: 'Cerrar sesión',
}
