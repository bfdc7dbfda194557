import type { MessageTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

export const messages: MessageTexts = {
  interaction_expired: {
    title: 'Cette page a expiré',
    body: 'Elle est restée ouverte trop longtemps, ou vous avez déjà terminé ici. Revenez à l’application et connectez-vous à nouveau.',
  },
  request_invalid: {
    title: 'La demande de l’application n’est pas valide',
    body: 'L’application vous a envoyé ici d’une façon à laquelle nous ne pouvons pas répondre. Votre compte n’est pas en cause. La personne qui la développe trouvera la raison ci-dessous.',
  },
  form_outdated: {
    title: 'Ce formulaire n’est plus à jour',
    body: 'Il a été ouvert dans un autre onglet ou il y a un certain temps, donc rien n’a été modifié. Ouvrez à nouveau la page et refaites la dernière étape.',
  },
  not_found: {
    title: 'Il n’y a rien ici',
    body: 'L’adresse est peut-être mal saisie, ou ce qu’elle montrait a été supprimé.',
  },
  unavailable: {
    title: 'Connexion impossible pour le moment',
    body: 'Une partie de ce service ne répond pas. Rien n’est perdu. Réessayez dans une minute.',
  },
  internal: {
    title: 'Un problème est survenu de notre côté',
    body: 'Rien n’a été modifié. Réessayez\u202f; si cela se reproduit, prévenez les responsables de ce service.',
  },
  cancelled: {
    title: 'Annulé',
    body: 'Rien n’a été modifié. Vous pouvez reprendre ici quand vous voulez.',
  },
  connected: {
    title: 'Appareil connecté',
    body: 'Continuez sur votre appareil. Vous pouvez fermer cette page.',
  },
  signed_out: {
    title: 'Déconnexion effectuée',
    body: 'Sur un ordinateur partagé, fermez aussi le navigateur.',
  },
  sign_in_impossible: {
    title: 'Vous ne pouvez pas vous connecter ainsi',
    body: 'L’application demande une connexion plus forte que ce que ce compte permet. Revenez à l’application ou adressez-vous à un administrateur.',
  },
  device_limit: {
    title: 'Plus de place pour un autre appareil',
    body: 'Votre compte a autant d’appareils qu’il peut en avoir. Supprimez-en un, puis ajoutez le nouveau.',
  },
  second_factor_required: {
    title: 'L’authentification à deux facteurs reste activée',
    body: 'Elle est obligatoire ici, donc elle ne peut pas être désactivée, et votre dernier appareil ne peut pas être supprimé. Pour remplacer cet appareil, ajoutez d’abord le nouveau.',
  },
  too_many_attempts: {
    title: 'Trop de tentatives',
    body: 'Pour protéger votre compte, nous n’acceptons plus de tentatives pour le moment. Attendez un peu, puis connectez-vous à nouveau.',
  },
}

export const message: Texts['message'] = {
  reference: 'Référence\u202f:',
  referenceHint: 'Indiquez-la quand vous demandez de l’aide.',
  developer: 'Pour le développement',
  signedOut: 'Session également fermée\u202f:',
  notSignedOut: 'Session peut-être encore ouverte\u202f:',
  notSignedOutHint: 'Déconnectez-vous là-bas aussi.',
}
