import type { ErrorTexts } from '../codes.ts'
import { countOfDevices } from './devices.ts'
import { formats } from './language.ts'

export const errors: ErrorTexts = {
  sign_in_failed: () => 'El nombre o la contraseña no son correctos.',
  login_missing: () => 'Escriba su nombre o su correo electrónico.',
  any_failed: () =>
    'El nombre, la contraseña o el código no son correctos. Cada código funciona una sola vez.',
  code_unreadable: () =>
    'Ese código no está completo. Escriba todos los dígitos que muestra su app o un código de recuperación completo.',
  password_wrong: () => 'Esa contraseña no es correcta. Inténtelo otra vez.',
  throttled: ({ seconds }) =>
    `Ha habido demasiados intentos. Espere ${formats.duration(seconds)} e inténtelo de nuevo.`,
  locked: () =>
    'Esta cuenta está bloqueada porque hubo demasiados intentos. Un administrador puede desbloquearla.',
  code_wrong: () => 'Ese código no es correcto. Escriba el que su app muestra ahora.',
  code_just_used: ({ seconds }) =>
    `Ese código se acaba de usar. Espere al siguiente (${formats.seconds(seconds)}).`,
  code_malformed: ({ digits }) => `El código tiene ${digits} dígitos. Escríbalos todos.`,
  recovery_wrong: () => 'Ese código de recuperación no es correcto o ya se usó.',
  recovery_malformed: () =>
    'Eso no es un código de recuperación. Tiene tres grupos de cinco letras y dígitos, como k7m2p-9xwaz-3hrtc.',
  setup_given_up: () =>
    'Demasiados códigos incorrectos. Empiece de nuevo y escanee el nuevo código QR.',
  name_invalid: ({ longest }) => `Póngale un nombre de ${longest} caracteres como máximo.`,
  name_invisible: () =>
    'Ese nombre tiene caracteres invisibles o nada visible. Use letras, cifras o emojis.',
  name_lookalike: ({ name }) =>
    `Ese nombre se parece a “${name}”, otro de sus dispositivos. Elija uno distinto.`,
  name_taken: () => 'Otro de sus dispositivos tiene ese nombre. Elija uno distinto.',
  limit_reached: ({ limit }) =>
    `Su cuenta tiene ${countOfDevices(limit)}, el máximo posible. Elimine uno primero.`,
}
