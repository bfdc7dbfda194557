import type { ActionTexts, ReasonTexts } from '../codes.ts'
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

export const selectAccount: Texts['selectAccount'] = {
  heading: 'Elija una cuenta',
  same: (account) => `Continuar como ${account}`,
  other: 'Usar otra cuenta',
  otherHint: (account) =>
    `Si inicia sesión con otra cuenta, se cerrará la sesión de ${account} en este navegador.`,
}

export const reasons: ReasonTexts = {
  account_protected: (application) =>
    `Para iniciar sesión en ${application}, escriba también un código: su cuenta está protegida con un segundo paso.`,
  application_asks: (application) =>
    `Para continuar, ${application} necesita un código: la aplicación pide un segundo paso.`,
  too_old: (application) =>
    `Para continuar en ${application}, escriba un código nuevo: la aplicación quiere asegurarse de que sigue siendo usted.`,
}

export const actions: ActionTexts = {
  open_account: 'Para abrir su cuenta, confirme que es usted.',
  change_password: 'Para cambiar su contraseña, confirme que es usted.',
  change_email: 'Para cambiar su dirección de correo, confirme que es usted.',
  choose_language: 'Para elegir su idioma, confirme que es usted.',
  add_device: 'Para añadir un dispositivo, confirme que es usted.',
  rename_device: 'Para cambiar el nombre de un dispositivo, confirme que es usted.',
  remove_device: 'Para quitar un dispositivo, confirme que es usted.',
  report_lost_device: 'Para avisar de un dispositivo perdido, confirme que es usted.',
  see_recovery_codes: 'Para ver sus códigos de recuperación, confirme que es usted.',
  make_recovery_codes: 'Para crear códigos de recuperación nuevos, confirme que es usted.',
  turn_off: 'Para desactivar la autenticación de dos factores, confirme que es usted.',
  delete_account: 'Para eliminar su cuenta, confirme que es usted.',
  end_sessions: 'Para cerrar la sesión en otros navegadores, confirme que es usted.',
  remove_access: 'Para quitar el acceso a una aplicación, confirme que es usted.',
  forget_browsers: 'Para dejar de confiar en un navegador, confirme que es usted.',
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
