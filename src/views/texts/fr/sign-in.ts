import type { ActionTexts, ReasonTexts } from '../codes.ts'
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

export const selectAccount: Texts['selectAccount'] = {
  heading: 'Choisissez un compte',
  same: (account) => `Continuer en tant que ${account}`,
  other: 'Utiliser un autre compte',
  otherHint: (account) =>
    `Si vous vous connectez avec un autre compte, la session de ${account} sera fermée dans ce navigateur.`,
}

export const reasons: ReasonTexts = {
  account_protected: (application) =>
    `Pour vous connecter à ${application}, saisissez aussi un code\u202f: votre compte est protégé par une seconde étape.`,
  application_asks: (application) =>
    `Pour continuer, ${application} a besoin d’un code\u202f: cette application demande une seconde étape.`,
  too_old: (application) =>
    `Pour continuer dans ${application}, saisissez un nouveau code\u202f: cette application vérifie que c’est toujours vous.`,
}

export const actions: ActionTexts = {
  open_account: 'Pour ouvrir votre compte, confirmez que c’est bien vous.',
  change_password: 'Pour changer votre mot de passe, confirmez que c’est bien vous.',
  change_email: 'Pour changer votre adresse e-mail, confirmez que c’est bien vous.',
  choose_language: 'Pour choisir votre langue, confirmez que c’est bien vous.',
  add_device: 'Pour ajouter un appareil, confirmez que c’est bien vous.',
  rename_device: 'Pour renommer un appareil, confirmez que c’est bien vous.',
  remove_device: 'Pour supprimer un appareil, confirmez que c’est bien vous.',
  report_lost_device: 'Pour signaler un appareil perdu, confirmez que c’est bien vous.',
  see_recovery_codes: 'Pour voir vos codes de secours, confirmez que c’est bien vous.',
  make_recovery_codes: 'Pour créer de nouveaux codes de secours, confirmez que c’est bien vous.',
  turn_off: 'Pour désactiver l’authentification à deux facteurs, confirmez que c’est bien vous.',
  delete_account: 'Pour supprimer votre compte, confirmez que c’est bien vous.',
  end_sessions: 'Pour déconnecter d’autres navigateurs, confirmez que c’est bien vous.',
  remove_access: 'Pour retirer l’accès d’une application, confirmez que c’est bien vous.',
  forget_browsers: 'Pour ne plus faire confiance à un navigateur, confirmez que c’est bien vous.',
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
