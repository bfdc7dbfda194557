import type { ProtectionTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

const until: ProtectionTexts = {
  devices: 'Sus códigos dejan de funcionar de inmediato. Los demás dispositivos quedan como están.',
  recovery_codes:
    'Sus códigos dejan de funcionar de inmediato. Los códigos de recuperación siguen protegiendo su cuenta hasta que configure otro dispositivo.',
  nothing:
    'Sus códigos dejan de funcionar de inmediato. No le queda ningún otro dispositivo ni código de recuperación, así que la autenticación de dos factores quedará desactivada hasta que configure otro dispositivo.',
}

export const deviceLost: Texts['secondFactor']['deviceLost'] = {
  heading: (device) => `¿Ha perdido “${device}”?`,
  until,
  next: 'A continuación, configurará el dispositivo que usará en su lugar.',
  endSessions: 'Cerrar mis demás sesiones',
  endSessionsHint:
    'En el dispositivo perdido y en cualquier otro lugar en el que tenga una sesión abierta.',
  submit: 'Eliminarlo y añadir otro',
  keep: 'Conservarlo',
}

export const turnOff: Texts['secondFactor']['turnOff'] = {
  heading: '¿Desactivar la autenticación de dos factores?',
  lead: 'Su contraseña bastará para abrir su cuenta. Quien la adivine o la robe podrá iniciar sesión en su nombre.',
  lastDevice: (device) =>
    `“${device}” es su único dispositivo: al eliminarlo se desactiva la autenticación de dos factores.`,
  goes: 'Todos sus dispositivos y códigos de recuperación dejan de funcionar de inmediato. Para volver a activarla, tendrá que empezar de cero.',
  passwordHint: 'Para asegurarnos de que es usted.',
  submit: 'Desactivar',
  keep: 'Mantenerla activada',
}

export const newRecoveryCodes: Texts['secondFactor']['newRecoveryCodes'] = {
  heading: '¿Crear códigos de recuperación nuevos?',
  lead: 'Sus códigos de recuperación anteriores dejan de funcionar de inmediato, se hayan usado o no. Recibirá diez nuevos para guardar.',
  headingFirst: 'Crear códigos de recuperación',
  leadFirst:
    'Recibirá diez códigos para guardar. Cada uno le permite entrar una vez cuando no tenga su dispositivo a mano.',
  submit: 'Crear códigos nuevos',
  submitFirst: 'Crear códigos',
  keep: 'Conservar los anteriores',
}

export const security: Texts['secondFactor']['security'] = {
  codesOnly: 'Cuenta protegida solo por códigos de recuperación',
  codesOnlyHint:
    'Para iniciar sesión hacen falta su contraseña y uno de sus códigos de recuperación, y cada código funciona una sola vez. Añada un dispositivo antes de que se agoten.',
  noDevice: 'Ningún dispositivo.',
  noDeviceHint:
    'Añada el teléfono o la tableta que usa ahora, para volver a iniciar sesión con su código.',
  codes: 'Códigos de recuperación',
  left: (left, count) =>
    left === 0
      ? `No queda ninguno de los ${count} códigos.`
      : formats.plural(left, {
          one: `Queda ${left} de ${count} códigos.`,
          other: `Quedan ${left} de ${count} códigos.`,
        }),
  few: 'Cree códigos nuevos antes de que los necesite.',
  used: 'Todos están usados. Sin su dispositivo no podrá iniciar sesión. Cree códigos nuevos ahora.',
  made: 'Creados el',
  missing:
    'Todavía no tiene ninguno. Un código de recuperación le permite entrar si pierde el teléfono, si se le estropea o si no lo lleva consigo.',
  see: 'Ver los códigos de recuperación',
  renew: 'Crear códigos nuevos',
  make: 'Crear códigos de recuperación',
  off: 'Desactivación',
  turnOff: 'Desactivar la autenticación de dos factores',
  required:
    'Aquí la autenticación de dos factores es obligatoria. No se puede desactivar ni se puede eliminar su último dispositivo. Para sustituirlo, añada primero el nuevo.',
}
