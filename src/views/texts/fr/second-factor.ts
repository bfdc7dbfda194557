import type { ProtectionTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

const until: ProtectionTexts = {
  devices: 'Ses codes cessent aussitôt de fonctionner. Vos autres appareils ne changent pas.',
  recovery_codes:
    'Ses codes cessent aussitôt de fonctionner. Vos codes de secours continuent de protéger votre compte jusqu’à ce que vous ayez configuré un autre appareil.',
  nothing:
    'Ses codes cessent aussitôt de fonctionner. Vous n’avez plus d’autre appareil ni de code de secours, donc cela désactive l’authentification à deux facteurs jusqu’à ce que vous ayez configuré un autre appareil.',
}

export const deviceLost: Texts['secondFactor']['deviceLost'] = {
  heading: (device) => `Avez-vous perdu «\u202f${device}\u202f»\u202f?`,
  until,
  next: 'Ensuite, vous configurez l’appareil que vous utilisez à la place.',
  endSessions: 'Fermer mes sessions partout ailleurs',
  endSessionsHint: 'Sur l’appareil perdu et partout ailleurs où votre session est ouverte.',
  submit: 'Le supprimer et en ajouter un autre',
  keep: 'Le garder',
}

export const turnOff: Texts['secondFactor']['turnOff'] = {
  heading: 'Désactiver l’authentification à deux facteurs\u202f?',
  lead: 'Votre mot de passe suffira à ouvrir votre compte. La personne qui le devine ou le vole pourra se connecter à votre place.',
  lastDevice: (device) =>
    `«\u202f${device}\u202f» est votre seul appareil\u202f: le supprimer désactive l’authentification à deux facteurs.`,
  goes: 'Tous vos appareils et codes de secours cessent aussitôt de fonctionner. Pour la réactiver, il faut tout recommencer.',
  passwordHint: 'Pour vérifier que c’est bien vous.',
  submit: 'Désactiver',
  keep: 'La laisser activée',
}

export const newRecoveryCodes: Texts['secondFactor']['newRecoveryCodes'] = {
  heading: 'Créer de nouveaux codes de secours\u202f?',
  lead: 'Vos anciens codes de secours cessent aussitôt de fonctionner, qu’ils aient été utilisés ou non. Vous en recevez dix nouveaux à enregistrer.',
  headingFirst: 'Créer des codes de secours',
  leadFirst:
    'Vous recevez dix codes à enregistrer. Chacun vous permet de vous connecter une fois quand vous n’avez pas votre appareil avec vous.',
  submit: 'Créer de nouveaux codes',
  submitFirst: 'Créer des codes',
  keep: 'Garder les anciens',
}

export const security: Texts['secondFactor']['security'] = {
  codesOnly: 'Protection par codes de secours uniquement',
  codesOnlyHint:
    'Pour vous connecter, il faut votre mot de passe et l’un de vos codes de secours, et chaque code ne fonctionne qu’une fois. Ajoutez un appareil avant de les avoir tous utilisés.',
  noDevice: 'Aucun appareil.',
  noDeviceHint:
    'Ajoutez le téléphone ou la tablette que vous utilisez maintenant, afin de vous connecter à nouveau avec son code.',
  codes: 'Codes de secours',
  left: (left, count) =>
    formats.plural(left, {
      one: `Il reste ${left} code sur ${count}.`,
      other: `Il reste ${left} codes sur ${count}.`,
    }),
  few: 'Créez-en de nouveaux avant d’en avoir besoin.',
  used: 'Ils sont tous utilisés. Sans votre appareil, vous ne pouvez pas vous connecter. Créez-en de nouveaux maintenant.',
  made: 'Créés le',
  missing:
    'Vous n’en avez pas encore. Un code de secours vous permet de vous connecter quand votre téléphone est perdu, en panne ou que vous ne l’avez pas avec vous.',
  see: 'Voir les codes de secours',
  renew: 'Créer de nouveaux codes',
  make: 'Créer des codes de secours',
  off: 'Désactivation',
  turnOff: 'Désactiver l’authentification à deux facteurs',
  required:
    'L’authentification à deux facteurs est obligatoire ici. Elle ne peut pas être désactivée, et votre dernier appareil ne peut pas être supprimé. Pour le remplacer, ajoutez d’abord le nouveau.',
}
