import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const sessions: Texts['sessions'] = {
  heading: 'Sessions ouvertes',
  lead: 'Si vous ne connaissez pas l’un de ces navigateurs, fermez sa session et changez votre mot de passe.',
  browser: (browser, system) => `${browser} sous ${system}`,
  unknownBrowser: 'Navigateur inconnu',
  current: 'Ce navigateur',
  address: 'Adresse',
  device: 'Code de',
  signedIn: 'Connexion le',
  lastUsed: 'Dernière utilisation le',
  applications: 'Utilisé pour',
  onlyAccount: 'Ces pages seulement',
  end: 'Fermer la session',
  endOthers: 'Fermer toutes les autres sessions',
  endOthersHint:
    'Il faudra se connecter à nouveau dans tous les autres navigateurs. Les applications qui agissent pour vous en votre absence gardent leur accès.',
  alone: 'Vous n’avez aucune autre session ouverte.',
  shown: (count) => `Seuls les ${count} navigateurs utilisés en dernier sont affichés.`,
  ended: (count) =>
    count === 0
      ? 'La session était déjà fermée.'
      : formats.plural(count, {
          one: 'La session a été fermée.',
          other: `${count} sessions ont été fermées.`,
        }),
}

export const applications: Texts['applications'] = {
  heading: 'Applications',
  lead: 'Ce que vous avez autorisé, et ce que chaque application peut voir ou faire.',
  empty: 'Aucun accès accordé.',
  emptyHint: 'Quand vous vous connectez à une application avec ce compte, elle apparaît ici.',
  website: 'Son site web\u202f:',
  since: 'Depuis le',
  firstParty: 'Fait partie de ce service et ne demande pas d’autorisation.',
  revoke: 'Retirer l’accès',
  revoked: (application) => `«\u202f${application}\u202f» n’a plus accès à votre compte.`,
}

export const applicationRevoke: Texts['applicationRevoke'] = {
  heading: (application) => `Retirer l’accès à «\u202f${application}\u202f»\u202f?`,
  lead: 'L’application n’obtient plus rien de votre compte, jusqu’à ce que vous vous y connectiez à nouveau et l’autorisiez.',
  leadFirstParty:
    'L’application n’obtient plus rien de votre compte, jusqu’à ce que vous vous y connectiez à nouveau. Elle fait partie de ce service, donc votre autorisation ne vous est pas demandée.',
  hint: 'Votre session peut y rester affichée comme ouverte pendant un moment. Déconnectez-vous là-bas aussi.',
  submit: 'Retirer l’accès',
  keep: 'Garder l’accès',
}
