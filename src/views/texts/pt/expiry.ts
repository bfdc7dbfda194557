import type { Texts } from '../../texts.ts'

export const expiry: Texts['expiry'] = {
  soon: 'Esta página expira em dois minutos, porque faz algum tempo que nada é feito nela.',
  stay: 'Continuar aqui',
  over: 'Esta página expirou. Nada foi alterado.',
  again: 'Começar de novo',
}
