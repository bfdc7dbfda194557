import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const common: Texts['common'] = {
  title: (heading, product) => `${heading} – ${product}`,
  failedTitle: (title) => `Error: ${title}`,
  account: 'Cuenta',
  continue: 'Continuar',
  cancel: 'Cancelar',
  notNow: 'Ahora no',
  back: 'Volver',
  password: 'Contraseña',
  show: 'Mostrar',
  hide: 'Ocultar',
  showPassword: 'Mostrar la contraseña',
  hidePassword: 'Ocultar la contraseña',
  code: (digits) => `Código de ${formats.either(digits)} dígitos`,
  sentWithLastDigit: 'Se envía con el último dígito.',
  waitOver: 'Ya puede volver a intentarlo.',
}
