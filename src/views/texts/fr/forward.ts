import type { Texts } from '../../texts.ts'

export const forward: Texts['forward'] = {
  toApplication: (application) => `Retour à ${application}`,
  toApplicationLead: (application) =>
    `Vous allez revenir à ${application}. Si rien ne se passe, choisissez «\u202fContinuer\u202f».`,
  signOut: 'Se déconnecter',
  signOutLead: 'Personne n’est connecté ici. Choisissez «\u202fContinuer\u202f» pour poursuivre.',
  switchAccount: 'Changement de compte',
  switchAccountLead: 'Un autre compte est connecté dans ce navigateur. Il est d’abord déconnecté.',
  connect: 'Connecter un appareil',
  connectLead: 'Choisissez «\u202fContinuer\u202f» pour voir quelle application veut se connecter.',
}
