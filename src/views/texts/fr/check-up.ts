import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const checkUp: Texts['checkUp'] = {
  heading: 'Renforcez la sécurité de votre compte',
  protectedBy: (list) => `Protégé par\u202f: ${list}.`,
  safeguards: {
    password: 'mot de passe',
    email_verified: 'adresse e-mail vérifiée',
    devices: (count) => formats.plural(count, { one: 'un appareil', other: `${count} appareils` }),
    recovery_codes: (count) =>
      formats.plural(count, {
        one: 'un code de récupération',
        other: `${count} codes de récupération`,
      }),
  },
  gaps: {
    no_device: 'Vous n’avez aucun appareil\u202f: votre mot de passe suffit à ouvrir votre compte.',
    one_device:
      'Vous n’avez qu’un appareil. Si vous le perdez, un autre vous permettra de vous connecter.',
    no_codes:
      'Vous n’avez aucun code de récupération. Sans votre appareil, vous ne pouvez pas vous connecter.',
    few_codes: (count) =>
      formats.plural(count, {
        one: 'Il ne reste qu’un code de récupération.',
        other: `Il ne reste que ${count} codes de récupération.`,
      }),
    email_unverified: 'Votre adresse e-mail n’est pas vérifiée.',
    trusted_for_long: (count) =>
      formats.plural(count, {
        one: 'Un navigateur est de confiance depuis plus de 30 jours.',
        other: `${count} navigateurs sont de confiance depuis plus de 30 jours.`,
      }),
    signed_in_elsewhere: (count) =>
      formats.plural(count, {
        one: 'Vous êtes aussi connecté dans un autre navigateur.',
        other: `Vous êtes aussi connecté dans ${count} autres navigateurs.`,
      }),
  },
  verify: 'Vérifier l’adresse',
}
