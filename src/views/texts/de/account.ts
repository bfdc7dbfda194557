import type { Texts } from '../../texts.ts'

export const account: Texts['account'] = {
  application: 'Ihr Konto',
  menu: 'Ihr Konto',
  security: 'Sicherheit',
  signOut: 'Abmelden',
}
