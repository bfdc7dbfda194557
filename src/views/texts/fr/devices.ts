import type { DoneTexts, StatusTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const deviceAdd: Texts['deviceAdd'] = {
  heading: 'Ajouter un appareil',
  lead: 'À la connexion, vous saisirez un code affiché par une application sur cet appareil.',
  headingAsked: 'Configurez une seconde étape',
  apps: 'Il vous faut une application d’authentification sur votre téléphone\u202f: Google Authenticator, Microsoft Authenticator, FreeOTP ou toute autre application pour codes basés sur l’heure (TOTP).',
  leadAsked: (application) =>
    `${application} demande plus qu’un mot de passe\u202f: un code d’une application sur votre téléphone. Cela prend une minute.`,
  lost: (device) => `«\u202f${device}\u202f» a été supprimé et ses codes ne fonctionnent plus.`,
  lostOff: (device) =>
    `«\u202f${device}\u202f» a été supprimé et l’authentification à deux facteurs est désactivée jusqu’à ce que vous ayez ajouté un autre appareil.`,
  endedSessions: (count) =>
    count === 0
      ? 'Vous n’aviez aucune autre session ouverte.'
      : formats.plural(count, {
          one: 'Une autre session a été fermée.',
          other: `${count} autres sessions ont été fermées.`,
        }),
  name: 'Nom de l’appareil',
  nameHint:
    'Pour le distinguer des autres\u202f: «\u202fTéléphone\u202f», «\u202fTablette à la maison\u202f».',
  passwordHint: 'Pour vérifier que c’est bien vous.',
}

export const deviceSetup: Texts['deviceSetup'] = {
  heading: (device) => `Configurer «\u202f${device}\u202f»`,
  lead: 'Associez une application d’authentification à votre compte.',
  app: 'Ouvrez une application d’authentification',
  appHint:
    'Google Authenticator, Microsoft Authenticator, FreeOTP ou toute autre application pour codes basés sur l’heure (TOTP).',
  link: 'Ajoutez votre compte à l’application',
  scan: 'Scannez ce code QR',
  qr: 'Code QR qui contient la clé. La même clé figure sur cette page sous forme de texte.',
  here: 'L’application est-elle sur cet appareil\u202f?',
  openApp: 'Ouvrir l’application d’authentification',
  byHand: 'Ou saisissez cette clé dans l’application',
  keyHint: 'La clé ne contient ni 0, ni 1, ni 8, ni 9\u202f: ce qui y ressemble est une lettre.',
  copy: 'Copier',
  copyKey: 'Copier la clé',
  copied: 'Copié',
  copyFailed: 'Sélectionnez et copiez la clé vous-même.',
  issuer: 'Service',
  kind: 'Type',
  kindValue: 'Basé sur l’heure',
  confirm: 'Saisissez le code affiché par l’application',
  submit: 'Confirmer',
  rename: 'Modifier le nom',
}

export const done: DoneTexts = {
  staying: () => 'Votre compte est conservé. Rien n’a été supprimé.',
  added: (device) =>
    `«\u202f${device}\u202f» a été ajouté. Désormais, connectez-vous avec votre mot de passe et un code.`,
  added_another: (device) =>
    `«\u202f${device}\u202f» a été ajouté. Vous pouvez maintenant vous connecter avec ses codes.`,
  renamed: (device) => `L’appareil s’appelle maintenant «\u202f${device}\u202f».`,
  removed: (device) => `«\u202f${device}\u202f» a été supprimé. Ses codes ne fonctionnent plus.`,
  turned_off: () =>
    'L’authentification à deux facteurs est désactivée. Vos appareils et vos codes de secours ne fonctionnent plus.',
  codes_made: () =>
    'Vos codes de secours sont prêts. Gardez-les là où vous les trouverez sans votre téléphone.',
  codes_renewed: () => 'Vous avez de nouveaux codes de secours. Les anciens ne fonctionnent plus.',
}

const status: StatusTexts = {
  pending: 'En attente de son premier code',
  confirmed: 'Confirmé',
}

export const devices: Texts['devices'] = {
  heading: 'Authentification à deux facteurs',
  on: 'Activée',
  onHint: 'Pour vous connecter, il faut votre mot de passe et un code de l’un de vos appareils.',
  off: 'Désactivée',
  offHint: 'Votre mot de passe suffit à ouvrir votre compte.',
  list: 'Vos appareils',
  status,
  added: 'Ajouté le',
  lastUsed: 'Dernière utilisation le',
  rename: 'Renommer',
  renameNamed: (device) => `Renommer «\u202f${device}\u202f»`,
  lost: 'J’ai perdu cet appareil',
  lostNamed: (device) => `J’ai perdu cet appareil\u202f: «\u202f${device}\u202f»`,
  remove: 'Supprimer',
  removeNamed: (device) => `Supprimer «\u202f${device}\u202f»`,
  finish: 'Terminer la configuration',
  finishNamed: (device) => `Terminer la configuration de «\u202f${device}\u202f»`,
  add: 'Ajouter un appareil',
  empty: 'Aucun appareil pour le moment.',
  emptyHint:
    'Un mot de passe peut être deviné, volé ou réutilisé. Avec un appareil, la personne qui apprend votre mot de passe ne peut toujours pas se connecter à votre place. Il suffit d’une application gratuite sur votre téléphone.',
  full: (limit) =>
    `Vous avez ${countOfDevices(limit)}, soit autant qu’un compte peut en avoir. Supprimez-en un pour en ajouter un autre.`,
}

export const deviceRename: Texts['deviceRename'] = {
  heading: (device) => `Renommer «\u202f${device}\u202f»`,
  lead: 'Ce nom n’est visible que pour vous. Les codes restent les mêmes.',
  name: 'Nouveau nom',
  submit: 'Enregistrer',
}

export const deviceRemove: Texts['deviceRemove'] = {
  heading: (device) => `Supprimer «\u202f${device}\u202f»\u202f?`,
  lead: 'Ses codes cessent aussitôt de fonctionner. Vos autres appareils ne changent pas.',
  submit: 'Supprimer',
  keep: 'Le garder',
}

export const countOfDevices = (count: number): string =>
  formats.plural(count, { one: `${count} appareil`, other: `${count} appareils` })
