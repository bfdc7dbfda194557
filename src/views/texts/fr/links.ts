import type { LinkTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

export const links: LinkTexts = {
  back_to_application: (name) =>
    name === undefined ? 'Retour à l’application' : `Retour à ${name}`,
  sign_in_again: () => 'Se connecter à nouveau',
  account: () => 'Votre compte',
  sign_out: () => 'Se déconnecter',
  home: () => 'Page d’accueil',
  demo: () => 'Application de démonstration',
  mails: () => 'E-mails',
  metadata: () => 'Métadonnées du fournisseur',
}

export const linkHints: LinkTexts = {
  back_to_application: () => 'D’où vous venez',
  sign_in_again: () => 'Avec le même compte ou un autre',
  account: () => 'Authentification à deux facteurs et vos appareils',
  sign_out: () => 'Fermer la session dans ce navigateur',
  home: () => 'À quoi sert ce service',
  demo: () => 'Voir une connexion avec et sans second facteur',
  mails: () => 'Ce qui aurait été envoyé, tant qu’aucun serveur de messagerie n’est configuré',
  metadata: () => 'Pour le développement\u202f: points d’accès et fonctions prises en charge',
}

export const landing: Texts['landing'] = {
  heading: 'Service de connexion',
  lead: 'Les applications vous envoient ici pour vous connecter, puis vous ramènent chez elles. Vous aurez rarement besoin de venir ici directement.',
  links: 'Où aller',
  issuer: 'Émetteur\u202f:',
}
