import type { MailTexts } from '../mail-texts.ts'
import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

const ifYou = 'Si c’était vous, vous n’avez rien à faire.'

/** Two steps: shut out whoever has the password, then look at what they may have left. */
const notYou = [
  ifYou,
  'Si ce n’était pas vous, quelqu’un d’autre peut accéder à votre compte. Définissez immédiatement un nouveau mot de passe\u202f: cela ferme toutes les sessions.',
  'Vérifiez ensuite vos appareils et votre activité, et supprimez ce qui n’est pas à vous.',
] as const

const administrator =
  'Si vous ne l’avez pas demandé, prévenez les responsables de ce service et vérifiez votre compte.'

const kinds: MailTexts = {
  device_added: {
    subject: 'Un appareil a été ajouté à votre compte',
    told: ({ name }) => [
      `«\u202f${name}\u202f» a été ajouté. Ses codes servent maintenant de seconde étape à la connexion.`,
    ],
    otherwise: notYou,
  },
  device_removed: {
    subject: 'Un appareil a été supprimé de votre compte',
    told: ({ name }) => [`«\u202f${name}\u202f» a été supprimé. Ses codes ne fonctionnent plus.`],
    otherwise: notYou,
  },
  recovery_code_used: {
    subject: 'Un code de secours de votre compte a été utilisé',
    told: ({ remaining }) => [
      'Quelqu’un s’est connecté avec l’un de vos codes de secours. Ce code ne fonctionnera plus.',
      remaining === 0
        ? 'C’était le dernier. Créez-en de nouveaux, afin de pouvoir accéder à votre compte sans vos appareils.'
        : formats.plural(remaining, {
            one: `Il reste ${remaining} code de secours.`,
            other: `Il reste ${remaining} codes de secours.`,
          }),
      ...(remaining === 0 ? [] : [ifYou]),
    ],
    otherwise: notYou.slice(1),
  },
  recovery_codes_regenerated: {
    subject: 'Votre compte a de nouveaux codes de secours',
    told: () => [
      'De nouveaux codes de secours ont été créés. Ceux que vous aviez enregistrés ne fonctionnent plus.',
    ],
    otherwise: notYou,
  },
  second_factor_off: {
    subject: 'L’authentification à deux facteurs a été désactivée',
    told: () => [
      'L’authentification à deux facteurs est désactivée\u202f: votre mot de passe suffit maintenant à ouvrir votre compte.',
      'Vous pouvez la réactiver sur la page de votre compte.',
    ],
    otherwise: notYou,
  },
  second_factor_reset: {
    subject: 'Un administrateur a réinitialisé votre authentification à deux facteurs',
    told: () => [
      'Un administrateur a supprimé tous vos appareils et codes de secours, et fermé vos sessions.',
      'Votre mot de passe suffit maintenant à ouvrir votre compte. Connectez-vous et ajoutez à nouveau un appareil.',
    ],
    otherwise: [administrator],
  },
  password_changed: {
    subject: 'Votre mot de passe a été modifié',
    told: ({ byAdministrator }) =>
      byAdministrator
        ? [
            'Un administrateur a défini un nouveau mot de passe pour votre compte et fermé vos sessions.',
          ]
        : ['Votre compte a un nouveau mot de passe. L’ancien ne fonctionne plus.'],
    otherwise: [
      ifYou,
      'Si ce n’était pas vous, quelqu’un d’autre peut accéder à votre compte. Définissez immédiatement un autre mot de passe par le lien ci-dessous\u202f: l’e-mail pour le faire est envoyé à cette adresse.',
      'Vérifiez ensuite vos appareils et votre activité, et supprimez ce qui n’est pas à vous.',
    ],
  },
  password_reset_link: {
    subject: 'Définir un nouveau mot de passe',
    told: ({ minutes }) => [
      'Quelqu’un a demandé à définir un nouveau mot de passe pour votre compte. Si c’était vous, continuez ici\u202f:',
      `Le lien ne fonctionne qu’une fois et est valable ${formats.duration(minutes * 60)}.`,
    ],
    otherwise: [
      'Si ce n’était pas vous, ne faites rien\u202f: votre mot de passe ne change pas. Ne donnez ce lien à personne.',
    ],
  },
  account_leaving: {
    subject: 'Votre compte va être supprimé',
    told: ({ until }) => [
      `Votre compte sera supprimé le ${until}, à votre demande. D’ici là, il fonctionne comme avant.`,
      'Si vous changez d’avis, connectez-vous et choisissez «\u202fGarder mon compte\u202f».',
    ],
    otherwise: notYou,
  },
  account_staying: {
    subject: 'Votre compte est conservé',
    told: () => ['La suppression de votre compte a été annulée. Rien n’a été supprimé.'],
    otherwise: notYou,
  },
  account_removed: {
    subject: 'Votre compte a été supprimé',
    told: () => [
      'Votre compte a été supprimé à votre demande, avec ses appareils, ses codes de récupération et ses sessions.',
      'Son historique est conservé 180 jours, sans votre nom et sans adresses.',
    ],
    otherwise: ['Si vous avez des questions, adressez-vous aux responsables de ce service.'],
  },
  wrong_codes: {
    subject: 'Quelqu’un connaît peut-être votre mot de passe',
    told: () => [
      'Votre mot de passe était correct, puis plusieurs codes de suite étaient incorrects. Personne n’a pu se connecter.',
      'Si c’était vous et que les codes ne fonctionnent pas, vérifiez que votre téléphone règle son heure automatiquement, puis réessayez.',
    ],
    otherwise: [
      'Si ce n’était pas vous, quelqu’un d’autre connaît peut-être votre mot de passe. Votre seconde étape lui a barré l’accès. Définissez maintenant un nouveau mot de passe.',
      'Vérifiez ensuite votre activité.',
    ],
  },
  wrong_codes_known_browser: {
    subject: 'Plusieurs codes incorrects pour votre compte',
    told: () => [
      'Plusieurs codes incorrects de suite ont été saisis dans un navigateur que vous avez déjà utilisé. Personne n’a pu se connecter.',
      'Si c’était vous et que les codes ne fonctionnent pas, vérifiez que votre téléphone règle son heure automatiquement, puis réessayez.',
    ],
    otherwise: [
      'Si ce n’était pas vous, une personne qui peut utiliser ce navigateur connaît votre mot de passe. Définissez maintenant un nouveau mot de passe.',
      'Vérifiez ensuite votre activité.',
    ],
  },
  account_locked: {
    subject: 'Votre compte est verrouillé',
    told: ({ factor }) => [
      factor === 'password'
        ? 'Trop de mots de passe incorrects ont été saisis à la suite. Aucun mot de passe n’est accepté pour votre compte tant que vous n’en avez pas défini un nouveau par le lien ci-dessous ou qu’un administrateur ne l’a pas déverrouillé.'
        : 'Trop de codes incorrects ont été saisis à la suite. Aucun code n’est accepté pour votre compte tant qu’un administrateur ne l’a pas déverrouillé\u202f: adressez-vous aux responsables de ce service.',
    ],
    otherwise: [
      'Si ce n’était pas vous, quelqu’un d’autre a essayé d’accéder à votre compte. Définissez un nouveau mot de passe, puis vérifiez votre activité.',
    ],
  },
  email_change_link: {
    subject: 'Confirmez votre nouvelle adresse e-mail',
    told: ({ minutes }) => [
      'Cette adresse a été saisie pour un compte. Si c’était vous, ouvrez ce lien dans un navigateur où vous êtes connecté à ce compte\u202f:',
      `Le lien fonctionne une seule fois, pendant ${formats.duration(minutes * 60)}.`,
    ],
    otherwise: [
      'Si ce n’était pas vous, ne faites rien\u202f: rien ne change. Ne partagez ce lien avec personne.',
    ],
  },
  email_changed: {
    subject: 'L’adresse e-mail de votre compte a été modifiée',
    told: ({ hours }) => [
      'Les e-mails concernant votre compte sont désormais envoyés à une autre adresse. Si vous ne l’avez pas modifiée, annulez la modification ici\u202f:',
      `Le lien fonctionne pendant ${formats.duration(hours * 3600)}.`,
    ],
    otherwise: [
      'Si ce n’était pas vous, quelqu’un d’autre peut accéder à votre compte. Annulez la modification, puis définissez un nouveau mot de passe et vérifiez vos appareils.',
    ],
  },
}

export const mail: Texts['mail'] = {
  kinds,
  when: 'Quand',
  where: 'D’où',
  browser: 'Navigateur',
  address: (address) => `Adresse ${address}`,
  unknownBrowser: 'Inconnu',
  browserOnSystem: (browser, system) => `${browser} sous ${system}`,
  account: 'Compte',
  accountAt: (login, issuer) => `${login} chez ${issuer}`,
  byWhen: 'Agir avant',
  immediately: 'Immédiatement, si ce n’était pas vous',
  device: 'Code de',
  notMe: 'Ce n’était pas moi : que faire',
  byOperator: 'Par les responsables de ce service',
  reset: 'Définir un nouveau mot de passe',
  confirmEmail: 'Confirmer cette adresse',
  undoEmail: 'Annuler la modification',
  toAccount: 'Votre compte',
  footer: (product) =>
    `${product} a envoyé cet e-mail automatiquement, pour protéger votre compte. Les réponses ne sont pas lues.`,
}

export const devMail: Texts['devMail'] = {
  heading: 'E-mails',
  lead: 'Aucun serveur de messagerie n’est configuré, donc les e-mails sont affichés ici. Le plus récent est en premier.',
  empty: 'Aucun e-mail n’a été envoyé depuis le démarrage du serveur.',
  to: (address) => `À ${address}`,
  html: 'Le voir en HTML',
  text: 'En texte',
  back: 'Tous les e-mails',
}
