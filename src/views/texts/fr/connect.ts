import type { Texts } from '../../texts.ts'

export const connect: Texts['connect'] = {
  heading: 'Connecter un appareil',
  lead: 'Saisissez le code qu’affiche votre téléviseur, votre console ou votre ligne de commande.',
  code: 'Code sur l’appareil',
  errors: {
    unknown: 'Ce code n’est pas connu. Comparez-le à ce que l’appareil affiche.',
    expired: 'Ce code a expiré. Demandez-en un nouveau à l’appareil.',
    declined:
      'Rien n’a été connecté. Si vous le souhaitez quand même, demandez un nouveau code à l’appareil.',
    outdated: 'Cette page n’était plus valable. Saisissez de nouveau le code.',
    refused:
      'Rien n’a été connecté. L’application demande une connexion plus forte que ce que ce compte permet.',
    used: 'Ce code ne sert qu’une fois. Demandez-en un nouveau à l’appareil.',
    other_account:
      'Rien n’a été connecté. L’appareil demande un autre compte que celui auquel vous êtes connecté.',
    impossible:
      'Rien n’a été connecté. L’appareil demande quelque chose qui n’est pas possible ici.',
  },
  confirmHeading: (application) => `Connecter ${application}\u202f?`,
  confirmLead: 'Votre appareil affiche-t-il ce code\u202f?',
  from: (address) => `Il a été demandé depuis l’adresse ${address}.`,
  warning:
    'Ne continuez que si l’appareil est devant vous. Sinon, la personne qui vous a envoyé ce code entrerait dans votre compte.',
  yes: 'Connecter',
  no: 'Ne pas connecter',
}
