import type { Texts } from '../../texts.ts'

export const expiry: Texts['expiry'] = {
  soon: 'Cette page expire dans deux minutes, car rien n’a été fait ici depuis un moment.',
  stay: 'Rester ici',
  over: 'Cette page a expiré. Rien n’a été modifié.',
  again: 'Recommencer',
}
