import type { PasswordTexts } from '../password-texts.ts'
import { formats } from './language.ts'

export const passwords: PasswordTexts = {
  change: {
    heading: 'Contraseña',
    confirm: 'Primero confirme que es usted. Después elegirá la contraseña nueva.',
    lead: 'Al cambiar la contraseña, se cierra su sesión en todas partes menos aquí.',
    kept: 'Su nueva contraseña se ha aceptado. Será válida cuando el código sea correcto.',
    another: 'Elegir otra contraseña',
    present: 'Contraseña actual',
    code: 'Código de su app o código de recuperación',
    new: 'Contraseña nueva',
    submit: 'Cambiar la contraseña',
    changed: 'Se cambió su contraseña. Se cerraron todas sus demás sesiones.',
  },
  forgot: {
    link: '¿Olvidó su contraseña?',
    heading: 'Establecer una contraseña nueva',
    lead: (minutes) =>
      `Escriba el nombre o el correo electrónico de su cuenta. Le enviaremos un enlace que funciona durante ${formats.duration(minutes * 60)}.`,
    missing: 'Escriba el nombre o el correo electrónico de su cuenta.',
    back: 'Volver al inicio de sesión',
    submit: 'Enviar el enlace',
  },
  reset: {
    heading: 'Elija una contraseña nueva',
    lead: 'Se cerrará su sesión en todas partes. Sus dispositivos y códigos de recuperación quedan como están.',
    submit: 'Establecer la contraseña',
  },
  told: {
    asked: {
      heading: 'Revise su correo',
      lead: (login, minutes) =>
        `Si existe una cuenta “${login}”, le llegará un correo a la dirección que tenemos de ella. El enlace que contiene funciona durante ${formats.duration(minutes * 60)}.`,
      nothing:
        '¿No ha llegado ningún correo después de unos minutos? Mire en la carpeta de correo no deseado y compruebe que el nombre está bien escrito. Si su cuenta no tiene dirección, consulte a un administrador.',
      link: 'Pedirlo otra vez',
    },
    changed: {
      heading: 'Se cambió su contraseña',
      lead: 'Se cerraron todas sus sesiones. Inicie sesión con la contraseña nueva.',
      link: 'Iniciar sesión',
      linkTo: (application) => `Iniciar sesión en ${application}`,
    },
    expired: {
      heading: 'Este enlace ya no funciona',
      lead: (minutes) =>
        `Cada enlace funciona una sola vez, durante ${formats.duration(minutes * 60)}, y solo hasta que se establezca una contraseña nueva. Si todavía lo necesita, pida otro.`,
      link: 'Pedir otro enlace',
    },
    outdated: {
      heading: 'Este formulario ya no está al día',
      lead: 'Se abrió en otro navegador o hace algún tiempo, así que no se cambió nada.',
      link: 'Abrirlo de nuevo',
    },
  },
  newHint: (shortest) =>
    `Al menos ${shortest} caracteres. Varias palabras seguidas son fáciles de recordar y difíciles de adivinar.`,
  errors: {
    too_short: ({ shortest }) => `Es demasiado corta. Use al menos ${shortest} caracteres.`,
    too_long: ({ longest }) => `Es demasiado larga. Use ${longest} caracteres como máximo.`,
    common: () => 'Esa contraseña es común y fácil de adivinar. Elija otra.',
    own_words: () =>
      'Se compone sobre todo de su nombre, su dirección o el nombre de este servicio, y es fácil de adivinar. Elija otra cosa.',
    unchanged: () => 'Esa es la contraseña que tiene ahora. Elija otra.',
    either_wrong: () => 'Ese código no es correcto. Escriba el que su app muestra ahora.',
    either_malformed: () =>
      'Eso no es un código de su app ni un código de recuperación. Escríbalo completo.',
    recovery_code_used: () => 'Ese código de recuperación ya se usó. Use otro.',
  },
}
