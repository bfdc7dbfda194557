import type { PasswordTexts } from '../password-texts.ts'
import { formats } from './language.ts'

export const passwords: PasswordTexts = {
  change: {
    heading: 'Mot de passe',
    confirm:
      'Confirmez d’abord que c’est bien vous. Vous choisirez ensuite le nouveau mot de passe.',
    lead: 'Avec un nouveau mot de passe, vos sessions sont fermées partout sauf ici.',
    kept: 'Votre nouveau mot de passe est accepté. Il sera valable dès que le code sera correct.',
    another: 'Choisir un autre mot de passe',
    present: 'Mot de passe actuel',
    code: 'Code de votre application ou code de secours',
    new: 'Nouveau mot de passe',
    submit: 'Changer le mot de passe',
    changed: 'Votre mot de passe a été modifié. Partout ailleurs, vos sessions sont fermées.',
  },
  forgot: {
    link: 'Mot de passe oublié\u202f?',
    heading: 'Définir un nouveau mot de passe',
    lead: (minutes) =>
      `Saisissez le nom ou l’adresse e-mail de votre compte. Nous vous envoyons un lien valable ${formats.duration(minutes * 60)}.`,
    missing: 'Saisissez le nom ou l’adresse e-mail de votre compte.',
    back: 'Retour à la connexion',
    submit: 'Envoyer le lien',
  },
  reset: {
    heading: 'Choisissez un nouveau mot de passe',
    lead: 'Vos sessions seront fermées partout. Vos appareils et vos codes de secours ne changent pas.',
    submit: 'Définir le mot de passe',
  },
  told: {
    asked: {
      heading: 'Consultez vos e-mails',
      lead: (login, minutes) =>
        `S’il existe un compte «\u202f${login}\u202f», un e-mail est en route vers l’adresse que nous avons pour lui. Le lien qu’il contient est valable ${formats.duration(minutes * 60)}.`,
      nothing:
        'Toujours pas d’e-mail après quelques minutes\u202f? Regardez dans les indésirables et vérifiez que le nom est bien écrit. Si votre compte n’a pas d’adresse, adressez-vous à un administrateur.',
      link: 'Demander à nouveau',
    },
    changed: {
      heading: 'Votre mot de passe a été modifié',
      lead: 'Toutes vos sessions sont maintenant fermées. Connectez-vous avec le nouveau mot de passe.',
      link: 'Se connecter',
      linkTo: (application) => `Se connecter à ${application}`,
    },
    expired: {
      heading: 'Ce lien ne fonctionne plus',
      lead: (minutes) =>
        `Un lien ne fonctionne qu’une fois, pendant ${formats.duration(minutes * 60)}, et seulement jusqu’à ce qu’un nouveau mot de passe soit défini. S’il vous en faut encore un, demandez-en un autre.`,
      link: 'Demander un autre lien',
    },
    outdated: {
      heading: 'Ce formulaire n’est plus à jour',
      lead: 'Il a été ouvert dans un autre navigateur ou il y a un certain temps, donc rien n’a été modifié.',
      link: 'L’ouvrir à nouveau',
    },
  },
  newHint: (shortest) =>
    `Au moins ${shortest} caractères. Plusieurs mots à la suite sont faciles à retenir et difficiles à deviner.`,
  errors: {
    too_short: ({ shortest }) => `C’est trop court. Utilisez au moins ${shortest} caractères.`,
    too_long: ({ longest }) => `C’est trop long. Utilisez au plus ${longest} caractères.`,
    common: () => 'Ce mot de passe est courant et facile à deviner. Choisissez-en un autre.',
    own_words: () =>
      'C’est surtout votre nom, votre adresse ou le nom de ce service, et c’est facile à deviner. Choisissez autre chose.',
    unchanged: () => 'C’est votre mot de passe actuel. Choisissez-en un autre.',
    either_wrong: () =>
      'Ce code est incorrect. Saisissez celui que votre application affiche maintenant.',
    either_malformed: () =>
      'Ce n’est ni un code de votre application ni un code de secours. Saisissez-le en entier.',
    recovery_code_used: () => 'Ce code de secours a déjà été utilisé. Prenez-en un autre.',
  },
}
