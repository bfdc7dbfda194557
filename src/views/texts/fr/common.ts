import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const common: Texts['common'] = {
  title: (heading, product) => `${heading} – ${product}`,
  failedTitle: (title) => `Erreur\u202f: ${title}`,
  account: 'Compte',
  continue: 'Continuer',
  cancel: 'Annuler',
  notNow: 'Pas maintenant',
  back: 'Retour',
  password: 'Mot de passe',
  show: 'Afficher',
  hide: 'Masquer',
  showPassword: 'Afficher le mot de passe',
  hidePassword: 'Masquer le mot de passe',
  code: (digits) => `Code à ${formats.either(digits)} chiffres`,
  sentWithLastDigit: 'Il est envoyé avec le dernier chiffre.',
  waitOver: 'Vous pouvez réessayer maintenant.',
}
