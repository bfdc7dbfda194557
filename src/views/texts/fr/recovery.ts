import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const progress: Texts['progress'] = (step, steps) => `Étape ${step} sur ${steps}`

export const recoveryCode: Texts['recoveryCode'] = {
  heading: 'Saisissez un code de secours',
  label: 'Code de secours',
  hint: 'Trois groupes de cinq lettres et chiffres. Les majuscules, les espaces et les tirets n’ont pas d’importance.',
  toCode: 'Utiliser un code d’un appareil',
  help: 'Où trouver mes codes de secours\u202f?',
  helpWhere:
    'Quand vous avez configuré la seconde étape, il vous a été demandé d’enregistrer dix codes de secours\u202f: dans un fichier, sur papier ou dans un gestionnaire de mots de passe.',
  helpOnce: 'Chaque code fonctionne une fois, dans n’importe quel ordre.',
  helpLost: 'Si vous n’avez ni appareil ni code, demandez de l’aide à un administrateur.',
}

export const recoveryCodes: Texts['recoveryCodes'] = {
  headings: {
    issued: 'Enregistrez vos codes de secours',
    regenerated: 'Enregistrez vos nouveaux codes de secours',
    seen: 'Vos codes de secours',
  },
  leads: {
    issued:
      'Si vous perdez votre téléphone, chacun de ces codes vous permet de vous connecter une fois, à la place d’un code de l’application. Gardez-les là où vous les trouverez sans le téléphone.',
    regenerated:
      'Les anciens codes ne fonctionnent plus. Chacun de ceux-ci vous permet de vous connecter une fois, à la place d’un code de l’application. Gardez-les là où vous les trouverez sans votre téléphone.',
    seen: 'Chaque code vous permet de vous connecter une fois, à la place d’un code de l’application.',
  },
  shownFor: (minutes) => `Cette page les affiche pendant ${minutes} minutes.`,
  list: 'Codes de secours',
  used: 'utilisé',
  copy: 'Copier',
  copied: 'Copié',
  copyFailed: 'Sélectionnez-les et copiez-les vous-même.',
  download: 'Télécharger',
  print: 'Imprimer',
  saved: 'Je les ai enregistrés',
  regenerate: 'Créer de nouveaux codes',
}

export const recoveryFile: Texts['recoveryFile'] = {
  heading: (product, account) => `Codes de secours du compte ${account} sur ${product}`,
  made: (date) => `Créés le ${date}.`,
  lead: 'Chaque code vous permet de vous connecter une fois, à la place d’un code de l’application.',
  used: 'utilisé',
}

export const recoveryCodesLeft: Texts['recoveryCodesLeft'] = {
  headingUsed: 'Vous avez utilisé un code de secours',
  headingFew: 'Il vous reste peu de codes de secours',
  left: (left) =>
    left === 0
      ? 'Il ne vous reste aucun code de secours.'
      : formats.plural(left, {
          one: `Il vous reste ${left} code de secours.`,
          other: `Il vous reste ${left} codes de secours.`,
        }),
  addDevice:
    'Avez-vous perdu votre appareil\u202f? Ajoutez-en un nouveau ici, afin de vous connecter la prochaine fois avec son code.',
  addDeviceMissing:
    'Ajoutez un appareil maintenant, afin de vous connecter la prochaine fois avec son code.',
  add: 'Ajouter un nouvel appareil',
  getNew: 'Après la connexion, créez-en de nouveaux dans votre compte\u202f:',
  getNewElsewhere: 'Procurez-vous-en de nouveaux avant d’en avoir besoin.',
  goOn: (application) => `Continuer vers ${application}`,
}

export const recoveryCodesOver: Texts['recoveryCodesOver'] = {
  heading: 'Vos codes de secours ne sont plus affichés',
  lead: 'Ils ont été créés pour votre compte et ils fonctionnent. La page ne les affiche que peu de temps, pour que personne ne les trouve sur un écran resté ouvert.',
  getNew:
    'Si vous ne les avez pas enregistrés, obtenez-en de nouveaux dans votre compte une fois connecté\u202f:',
  getNewElsewhere:
    'Si vous ne les avez pas enregistrés, obtenez-en de nouveaux avant d’en avoir besoin.',
}
