import type { EmailTexts } from '../email-texts.ts'
import { formats } from './language.ts'

export const email: EmailTexts = {
  heading: 'Dirección de correo',
  link: 'Cambiar la dirección de correo',
  none: 'Su cuenta no tiene dirección de correo, así que no se envían correos sobre ella.',
  verified: (address) =>
    `Los correos sobre su cuenta llegan a ${address}. La dirección está confirmada.`,
  unverified: (address) =>
    `Los correos sobre su cuenta llegan a ${address}. La dirección aún no está confirmada.`,
  next: 'Nueva dirección de correo',
  hint: (minutes) =>
    `Enviaremos un enlace allí. Funciona durante ${formats.duration(minutes * 60)}, y la dirección cuenta cuando lo abra.`,
  submit: 'Enviar el enlace',
  asked: (address, minutes) =>
    `Enviamos un enlace a ${address}. Ábralo en ${formats.duration(minutes * 60)} en un navegador en el que tenga la sesión iniciada. ¿No ha llegado nada? Revise la carpeta de spam.`,
  changed: (address) => `Su dirección de correo es ahora ${address}.`,
  errors: {
    invalid: 'Eso no es una dirección de correo. Escriba una como ana@example.com.',
    unchanged: 'Esa ya es su dirección confirmada.',
    too_many: 'Enviamos varios enlaces en una hora. Inténtelo más tarde.',
  },
  confirm: {
    heading: 'Confirmar su dirección de correo',
    lead: (address) => `Los correos sobre su cuenta llegarán a ${address}.`,
    submit: 'Confirmar esta dirección',
  },
  undo: {
    heading: 'Deshacer el cambio de la dirección de correo',
    lead: (address) => `Los correos sobre su cuenta llegarán de nuevo a ${address}.`,
    leadWithout: 'Los correos sobre su cuenta ya no llegarán a la dirección nueva.',
    submit: 'Deshacer el cambio',
  },
  told: {
    expired: {
      heading: 'Este enlace no funciona',
      lead: 'Ya se usó, es demasiado antiguo o es de otra cuenta. No se cambió nada.',
      link: 'Ir a su cuenta',
    },
    undone: {
      heading: 'El cambio se deshizo',
      lead: 'La dirección vuelve a ser suya. Si no la cambió usted, otra persona puede entrar en su cuenta: establezca ahora una contraseña nueva.',
      link: 'Establecer una contraseña nueva',
    },
    outdated: {
      heading: 'Este formulario está caducado',
      lead: 'Se abrió en otro navegador o hace tiempo, así que no se cambió nada.',
      link: 'Abrirlo de nuevo',
    },
  },
}
