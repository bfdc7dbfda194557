import type { ReasonTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

export const signIn: Texts['signIn'] = {
  heading: 'Iniciar sesión',
  headingPassword: 'Escriba su contraseña',
  headingPasswordAndCode: 'Escriba su contraseña y su código',
  lead: (application) => `para continuar en ${application}`,
  headingAgain: 'Confirme que es usted',
  leadAgain: (application) => `${application} le pide que inicie sesión una vez más.`,
  login: 'Nombre o correo electrónico',
  otherName: '¿No es usted?',
  code: 'Código',
  codeHint: 'Los 6 dígitos de su app de autenticación o uno de sus códigos de recuperación.',
}

export const reasons: ReasonTexts = {
  account_protected: (application) => `Un paso más para continuar en ${application}`,
  application_asks: (application) => `${application} pide un segundo paso.`,
  too_old: (application) => `${application} pregunta si sigue siendo usted.`,
}

export const code: Texts['code'] = {
  heading: 'Escriba su código',
  hint: 'Abra su app de autenticación en cualquiera de sus dispositivos.',
  help: '¿No funciona el código?',
  helpTime: 'Cada código sirve unos 30 segundos. El teléfono debe ajustar su hora automáticamente.',
  toRecovery: 'Usar un código de recuperación',
  helpRecovery: 'Si ya no tiene ninguno de sus dispositivos, use un código de recuperación.',
  helpLost: 'Si ya no tiene ninguno de sus dispositivos, pida ayuda a un administrador.',
}

export const signOut: Texts['signOut'] = {
  heading: '¿Cerrar sesión?',
  lead: (product) => `Se cerrará su sesión de ${product} en este navegador.`,
  leadApplication: (application, product) =>
    `${application} pide cerrar su sesión de ${product} en este navegador.`,
  yes: 'Cerrar sesión',
  no: 'Mantener la sesión',
}
