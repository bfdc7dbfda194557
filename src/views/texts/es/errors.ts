import type { ErrorTexts } from '../codes.ts'
import { countOfDevices } from './devices.ts'
import { formats } from './language.ts'

export const errors: ErrorTexts = {
  sign_in_failed: () => 'El nombre o la contraseña no son correctos.',
  password_wrong: () => 'Esa contraseña no es correcta. Inténtelo otra vez.',
  throttled: ({ seconds }) =>
    `Ha habido demasiados intentos. Espere ${formats.duration(seconds)} e inténtelo de nuevo.`,
  locked: () =>
    'Esta cuenta está bloqueada porque hubo demasiados intentos. Un administrador puede desbloquearla.',
  code_wrong: () => 'Ese código no es correcto. Escriba el que su app muestra ahora.',
  code_just_used: ({ seconds }) =>
    `Ese código se acaba de usar. Espere al siguiente (${formats.seconds(seconds)}).`,
  code_malformed: ({ digits }) => `El código tiene ${digits} dígitos. Escríbalos todos.`,
  name_invalid: ({ longest }) => `Póngale un nombre de ${longest} caracteres como máximo.`,
  name_taken: () => 'Otro de sus dispositivos tiene ese nombre. Elija uno distinto.',
  limit_reached: ({ limit }) =>
    `Su cuenta tiene ${countOfDevices(limit)}, el máximo posible. Elimine uno primero.`,
}
