import type { ErrorTexts } from '../codes.ts'
import { countOfDevices } from './devices.ts'
import { formats } from './language.ts'

export const errors: ErrorTexts = {
  sign_in_failed: () => 'Le nom ou le mot de passe est incorrect.',
  login_missing: () => 'Saisissez votre nom ou votre adresse e-mail.',
  any_failed: () =>
    'Le nom, le mot de passe ou le code est incorrect. Chaque code ne fonctionne qu’une fois.',
  code_unreadable: () =>
    'Ce n’est pas un code complet. Saisissez tous les chiffres que votre application affiche, ou un code de secours en entier.',
  password_wrong: () => 'Ce mot de passe est incorrect. Essayez encore une fois.',
  throttled: ({ seconds }) =>
    `Il y a eu trop de tentatives. Attendez ${formats.duration(seconds)}, puis réessayez.`,
  locked: () =>
    'Ce compte est verrouillé après de trop nombreuses tentatives. Un administrateur peut le déverrouiller.',
  code_wrong: () =>
    'Ce code est incorrect. Saisissez celui que votre application affiche maintenant.',
  code_just_used: ({ seconds }) =>
    `Ce code vient d’être utilisé. Attendez le suivant (${formats.seconds(seconds)}).`,
  code_malformed: ({ digits }) => `Le code compte ${digits} chiffres. Saisissez-les tous.`,
  recovery_wrong: () => 'Ce code de secours est incorrect, ou il a déjà été utilisé.',
  recovery_malformed: () =>
    'Ce n’est pas un code de secours. Il compte trois groupes de cinq lettres et chiffres, par exemple k7m2p-9xwaz-3hrtc.',
  setup_given_up: () => 'Trop de codes incorrects. Recommencez et scannez le nouveau code QR.',
  name_invalid: ({ longest }) => `Donnez un nom de ${longest} caractères au plus.`,
  name_invisible: () =>
    'Ce nom contient des caractères invisibles ou rien de visible. Utilisez des lettres, des chiffres ou des émojis.',
  name_lookalike: ({ name }) =>
    `Ce nom ressemble à «\u202f${name}\u202f», un autre de vos appareils. Choisissez-en un autre.`,
  name_taken: () => 'Un autre de vos appareils porte ce nom. Choisissez-en un autre.',
  limit_reached: ({ limit }) =>
    `Votre compte a ${countOfDevices(limit)}, soit autant qu’il peut en avoir. Supprimez-en d’abord un.`,
}
