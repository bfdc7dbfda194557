import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const common: Texts['common'] = {
  title: (heading, product) => `${heading} – ${product}`,
  failedTitle: (title) => `Erro: ${title}`,
  account: 'Conta',
  continue: 'Continuar',
  cancel: 'Cancelar',
  notNow: 'Agora não',
  back: 'Voltar',
  password: 'Senha',
  show: 'Mostrar',
  hide: 'Ocultar',
  showPassword: 'Mostrar a senha',
  hidePassword: 'Ocultar a senha',
  code: (digits) => `Código de ${formats.either(digits)} dígitos`,
  sentWithLastDigit: 'Ele é enviado com o último dígito.',
  waitOver: 'Você já pode tentar de novo.',
}
