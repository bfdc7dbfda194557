import type { ActivityTexts } from '../activity-texts.ts'
import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

const facts: ActivityTexts = {
  signed_in: () => 'Connexion',
  stepped_up: () => 'Identité confirmée',
  password_wrong: () => 'Mot de passe incorrect',
  password_refused: () => 'Mot de passe non vérifié\u202f: trop de tentatives',
  password_alone: () => 'Mot de passe correct, mais la connexion n’a pas été terminée',
  code_wrong: () => 'Code incorrect',
  code_replayed: () => 'Un code a été envoyé une seconde fois',
  code_refused: () => 'Code non vérifié\u202f: trop de tentatives',
  recovery_code_wrong: () => 'Code de secours incorrect',
  recovery_code_refused: () => 'Code de secours non vérifié\u202f: trop de tentatives',
  recovery_code_used: ({ remaining }) => `Code de secours utilisé, il en reste ${remaining}`,
  setup_code_wrong: () => 'Code incorrect pour un nouvel appareil',
  device_begun: ({ name }) => `Configuration d’un appareil commencée\u202f: ${name}`,
  device_added: ({ name }) => `Appareil ajouté\u202f: ${name}`,
  device_renamed: ({ name }) => `Appareil renommé\u202f: ${name}`,
  device_removed: ({ name }) => `Appareil supprimé\u202f: ${name}`,
  recovery_codes_issued: () => 'Codes de secours créés',
  recovery_codes_regenerated: () =>
    'Nouveaux codes de secours créés, les anciens ne fonctionnent plus',
  recovery_codes_seen: () => 'Codes de secours consultés',
  second_factor_off: () => 'Authentification à deux facteurs désactivée',
  second_factor_reset: () => 'Authentification à deux facteurs réinitialisée par un administrateur',
  browser_trusted: () => 'Navigateur déclaré de confiance\u202f: aucun code n’y est demandé',
  browser_forgotten: () => 'Confiance retirée à un navigateur',
  browsers_forgotten: ({ count }) =>
    formats.plural(count, {
      one: `Confiance retirée à ${count} navigateur`,
      other: `Confiance retirée à ${count} navigateurs`,
    }),
  password_changed: () => 'Mot de passe modifié',
  password_reset: () => 'Nouveau mot de passe défini par un lien reçu par e-mail',
  password_set_by_administrator: () => 'Nouveau mot de passe défini par un administrateur',
  password_reset_asked: () => 'Lien demandé pour définir un nouveau mot de passe',
  sessions_ended: ({ count }) =>
    formats.plural(count, {
      one: `Session fermée dans ${count} navigateur`,
      other: `Sessions fermées dans ${count} navigateurs`,
    }),
  sessions_over_limit: () =>
    'Anciennes sessions fermées, car trop de navigateurs étaient connectés',
  application_revoked: ({ application }) => `Accès retiré\u202f: ${application}`,
  password_locked: () => 'Verrouillé\u202f: trop de mots de passe incorrects',
  codes_locked: () => 'Verrouillé\u202f: trop de codes incorrects',
  account_created: () => 'Compte créé',
  account_disabled: () => 'Compte désactivé par un administrateur',
  account_enabled: () => 'Compte réactivé par un administrateur',
  account_unlocked: () => 'Compte déverrouillé par un administrateur',
  account_leaving: () => 'Suppression du compte demandée',
  account_staying: () => 'Compte gardé, suppression annulée',
  account_removed: () => 'Compte supprimé',
  email_change_asked: () => 'Lien envoyé pour confirmer une nouvelle adresse e-mail',
  email_changed: () => 'Adresse e-mail modifiée',
  email_set_by_administrator: () => 'Adresse e-mail définie par un administrateur',
  email_change_undone: () => 'Modification de l’adresse e-mail annulée',
  sessions_ended_by_administrator: () => 'Déconnexion par un administrateur',
}

export const activity: Texts['activity'] = {
  heading: 'Activité',
  lead: 'Ce qui s’est passé sur votre compte au cours des 180 derniers jours. Si quelque chose ne vous dit rien, définissez un nouveau mot de passe et vérifiez vos appareils.',
  facts,
  empty: 'Il ne s’est encore rien passé.',
  nothingEarlier: 'Il ne s’est rien passé avant cela.',
  earlier: 'Plus ancien',
  latest: 'Retour au plus récent',
  failed: 'Échec',
  changed: 'Modification',
  to: (application) => `Application\u202f: ${application}`,
  by: (methods) => `Avec ${methods}`,
  methods: {
    password: 'mot de passe',
    totp: 'code',
    recovery_code: 'code de secours',
  },
  from: (address) => `Adresse ${address}`,
  browserOnSystem: (browser, system) => `${browser} sous ${system}`,
  unknownBrowser: 'Navigateur inconnu',
  filter: 'Afficher',
  filters: { all: 'Tout', sign_ins: 'Connexions', changes: 'Modifications', failures: 'Échecs' },
  noneOfKind: 'Rien de ce type.',
  suspicious: 'C’était peut-être quelqu’un d’autre.',
  times: (told, count) => `${told} (${count} fois)`,
  first: 'Première fois :',
  device: (device) => `Code de « ${device} »`,
  notMe: 'Ce n’était pas moi',
}

export const notMe: Texts['notMe'] = {
  heading: 'Si ce n’était pas vous',
  lead: 'Quelqu’un d’autre peut peut-être accéder à votre compte. Faites ceci maintenant, dans cet ordre.',
  sessions: {
    title: 'Se déconnecter partout ailleurs',
    hint: 'Toute personne connectée à votre compte dans un autre navigateur est déconnectée.',
    link: 'Se déconnecter ailleurs',
  },
  password: {
    title: 'Changer de mot de passe',
    hint: 'Choisissez-en un que vous n’utilisez nulle part ailleurs.',
    link: 'Changer le mot de passe',
  },
  devices: {
    title: 'Vérifier vos appareils',
    hint: 'Supprimez chaque appareil qui n’est pas à vous, et ajoutez le vôtre s’il manque.',
    link: 'Vérifier les appareils',
  },
  codes: {
    title: 'Créer de nouveaux codes de secours',
    hint: 'Quelqu’un a pu voir les anciens. Ils ne fonctionneront plus.',
    link: 'Créer de nouveaux codes',
  },
  browsers: {
    title: 'Vérifier les navigateurs de confiance',
    hint: 'Ne faites plus confiance à un navigateur que vous ne connaissez pas.',
    link: 'Voir les navigateurs',
  },
  history: 'Retour à votre activité',
}
