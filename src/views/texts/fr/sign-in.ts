import type { ReasonTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

export const signIn: Texts['signIn'] = {
  heading: 'Se connecter',
  headingPassword: 'Saisissez votre mot de passe',
  headingPasswordAndCode: 'Saisissez votre mot de passe et votre code',
  lead: (application) => `pour continuer vers ${application}`,
  headingAgain: 'Confirmez que c’est bien vous',
  leadAgain: (application) => `${application} vous demande de vous connecter encore une fois.`,
  login: 'Nom ou adresse e-mail',
  otherName: 'Ce n’est pas vous\u202f?',
  code: 'Code',
  codeHint:
    'Les 6 chiffres de votre application d’authentification, ou l’un de vos codes de secours.',
}

export const reasons: ReasonTexts = {
  account_protected: (application) => `Encore une étape avant de continuer vers ${application}`,
  application_asks: (application) => `${application} demande une seconde étape.`,
  too_old: (application) => `${application} vérifie que c’est toujours vous.`,
}

export const code: Texts['code'] = {
  heading: 'Saisissez votre code',
  hint: 'Ouvrez votre application d’authentification, sur l’un de vos appareils.',
  help: 'Le code ne fonctionne pas\u202f?',
  helpTime:
    'Un code est valable environ 30 secondes. Le téléphone doit régler son heure automatiquement.',
  toRecovery: 'Utiliser un code de secours',
  helpRecovery: 'Si vous n’avez plus aucun de vos appareils, utilisez un code de secours.',
  helpLost: 'Si vous n’avez plus aucun de vos appareils, demandez de l’aide à un administrateur.',
}

export const signOut: Texts['signOut'] = {
  heading: 'Se déconnecter\u202f?',
  lead: (product) => `Votre session sur ${product} sera fermée dans ce navigateur.`,
  leadApplication: (application, product) =>
    `${application} demande à fermer votre session sur ${product} dans ce navigateur.`,
  yes: 'Se déconnecter',
  no: 'Garder la session ouverte',
}
