import type { Texts } from '../../texts.ts'

export const leaving: Texts['leaving'] = {
  section: 'Supprimer votre compte',
  heading: 'Supprimer votre compte\u202f?',
  lead: (time) =>
    `Vous avez ${time} pour changer d’avis. Ensuite, votre compte est supprimé définitivement.`,
  goes: 'Sont supprimés votre nom, votre mot de passe, vos appareils, vos codes de récupération, vos sessions et l’accès de vos applications.',
  kept: 'L’historique de votre compte est conservé 180 jours, sous un numéro à la place de votre nom et sans adresses. Les applications gardent ce qu’elles ont enregistré sur vous\u202f: demandez-leur de le supprimer.',
  meanwhile: 'D’ici là, tout fonctionne comme avant, et un rappel s’affiche à chaque connexion.',
  submit: 'Supprimer mon compte',
  keep: 'Garder mon compte',
  leavingHeading: 'Votre compte va être supprimé',
  leavingLead: (until) =>
    `Il sera supprimé le ${until}, à votre demande. D’ici là, vous pouvez le garder.`,
}
