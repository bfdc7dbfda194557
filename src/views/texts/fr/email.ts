import type { EmailTexts } from '../email-texts.ts'
import { formats } from './language.ts'

export const email: EmailTexts = {
  heading: 'Adresse e-mail',
  link: 'Modifier l’adresse e-mail',
  none: 'Votre compte n’a pas d’adresse e-mail\u202f: aucun e-mail à son sujet n’est envoyé.',
  verified: (address) =>
    `Les e-mails concernant votre compte sont envoyés à ${address}. L’adresse est confirmée.`,
  unverified: (address) =>
    `Les e-mails concernant votre compte sont envoyés à ${address}. L’adresse n’est pas encore confirmée.`,
  next: 'Nouvelle adresse e-mail',
  hint: (minutes) =>
    `Nous y enverrons un lien. Il fonctionne pendant ${formats.duration(minutes * 60)}, et l’adresse compte dès que vous l’ouvrez.`,
  submit: 'Envoyer le lien',
  asked: (address, minutes) =>
    `Nous avons envoyé un lien à ${address}. Ouvrez-le dans un délai de ${formats.duration(minutes * 60)} dans un navigateur où vous êtes connecté. Rien reçu\u202f? Vérifiez votre dossier de spam.`,
  changed: (address) => `Votre adresse e-mail est maintenant ${address}.`,
  errors: {
    invalid: 'Ce n’est pas une adresse e-mail. Saisissez-en une comme anne@example.com.',
    unchanged: 'C’est déjà votre adresse confirmée.',
    too_many: 'Nous avons envoyé plusieurs liens en une heure. Réessayez plus tard.',
  },
  confirm: {
    heading: 'Confirmer votre adresse e-mail',
    lead: (address) => `Les e-mails concernant votre compte seront envoyés à ${address}.`,
    submit: 'Confirmer cette adresse',
  },
  undo: {
    heading: 'Annuler la modification de votre adresse e-mail',
    lead: (address) =>
      `Les e-mails concernant votre compte seront de nouveau envoyés à ${address}.`,
    leadWithout:
      'Les e-mails concernant votre compte ne seront plus envoyés à la nouvelle adresse.',
    submit: 'Annuler la modification',
  },
  told: {
    expired: {
      heading: 'Ce lien ne fonctionne pas',
      lead: 'Il a déjà été utilisé, il est trop ancien ou il appartient à un autre compte. Rien n’a été modifié.',
      link: 'Aller à votre compte',
    },
    undone: {
      heading: 'La modification a été annulée',
      lead: 'L’adresse est de nouveau la vôtre. Si vous ne l’avez pas modifiée, quelqu’un d’autre peut accéder à votre compte\u202f: définissez maintenant un nouveau mot de passe.',
      link: 'Définir un nouveau mot de passe',
    },
    outdated: {
      heading: 'Ce formulaire n’est plus à jour',
      lead: 'Il a été ouvert dans un autre navigateur ou il y a un certain temps\u202f: rien n’a été modifié.',
      link: 'L’ouvrir à nouveau',
    },
  },
}
