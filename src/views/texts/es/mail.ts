import type { MailTexts } from '../mail-texts.ts'
import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

const ifYou = 'Si fue usted, no tiene que hacer nada.'

/** Two steps: shut out whoever has the password, then look at what they may have left. */
const notYou = [
  ifYou,
  'Si no fue usted, otra persona puede entrar en su cuenta. Establezca de inmediato una contraseña nueva: así se cierran las sesiones abiertas.',
  'Después revise sus dispositivos y su actividad, y elimine lo que no sea suyo.',
] as const

const administrator =
  'Si no lo pidió usted, avise a los responsables de este servicio y revise su cuenta.'

const kinds: MailTexts = {
  device_added: {
    subject: 'Se añadió un dispositivo a su cuenta',
    told: ({ name }) => [
      `Se añadió “${name}”. Sus códigos sirven ahora como segundo paso al iniciar sesión.`,
    ],
    otherwise: notYou,
  },
  device_removed: {
    subject: 'Se eliminó un dispositivo de su cuenta',
    told: ({ name }) => [`Se eliminó “${name}”. Sus códigos ya no funcionan.`],
    otherwise: notYou,
  },
  recovery_code_used: {
    subject: 'Se usó un código de recuperación de su cuenta',
    told: ({ remaining }) => [
      'Alguien inició sesión con uno de sus códigos de recuperación. Ese código no volverá a funcionar.',
      remaining === 0
        ? 'Era el último. Cree códigos nuevos para poder entrar sin sus dispositivos.'
        : formats.plural(remaining, {
            one: `Le queda ${remaining} código de recuperación.`,
            other: `Le quedan ${remaining} códigos de recuperación.`,
          }),
      ...(remaining === 0 ? [] : [ifYou]),
    ],
    otherwise: notYou.slice(1),
  },
  recovery_codes_regenerated: {
    subject: 'Su cuenta tiene códigos de recuperación nuevos',
    told: () => [
      'Se crearon códigos de recuperación nuevos. Los que guardó antes ya no funcionan.',
    ],
    otherwise: notYou,
  },
  second_factor_off: {
    subject: 'Se desactivó la autenticación de dos factores',
    told: () => [
      'La autenticación de dos factores está desactivada: ahora su contraseña basta para abrir su cuenta.',
      'Puede volver a activarla en la página de su cuenta.',
    ],
    otherwise: notYou,
  },
  second_factor_reset: {
    subject: 'Un administrador restableció su autenticación de dos factores',
    told: () => [
      'Un administrador eliminó todos sus dispositivos y códigos de recuperación, y cerró sus sesiones.',
      'Ahora su contraseña basta para abrir su cuenta. Inicie sesión y vuelva a añadir un dispositivo.',
    ],
    otherwise: [administrator],
  },
  password_changed: {
    subject: 'Se cambió su contraseña',
    told: ({ byAdministrator }) =>
      byAdministrator
        ? ['Un administrador estableció una contraseña nueva para su cuenta y cerró sus sesiones.']
        : ['Su cuenta tiene una contraseña nueva. La anterior ya no funciona.'],
    otherwise: [
      ifYou,
      'Si no fue usted, otra persona puede entrar en su cuenta. Establezca de inmediato otra contraseña con el enlace de abajo: el correo para hacerlo llegará a esta dirección.',
      'Después revise sus dispositivos y su actividad, y elimine lo que no sea suyo.',
    ],
  },
  password_reset_link: {
    subject: 'Establezca una contraseña nueva',
    told: ({ minutes }) => [
      'Alguien pidió establecer una contraseña nueva para su cuenta. Si fue usted, continúe aquí:',
      `El enlace funciona una sola vez, durante ${formats.duration(minutes * 60)}.`,
    ],
    otherwise: [
      'Si no fue usted, no haga nada: su contraseña sigue siendo la misma. No dé este enlace a nadie.',
    ],
  },
  account_leaving: {
    subject: 'Su cuenta se va a eliminar',
    told: ({ until }) => [
      `Su cuenta se eliminará el ${until}, como usted pidió. Hasta entonces funciona como antes.`,
      'Si cambia de opinión, inicie sesión y elija “Conservar mi cuenta”.',
    ],
    otherwise: notYou,
  },
  account_staying: {
    subject: 'Su cuenta se conserva',
    told: () => ['Se canceló la eliminación de su cuenta. No se eliminó nada.'],
    otherwise: notYou,
  },
  account_removed: {
    subject: 'Su cuenta fue eliminada',
    told: () => [
      'Su cuenta se eliminó como usted pidió, con sus dispositivos, códigos de recuperación y sesiones.',
      'Su historial se conserva 180 días, sin su nombre y sin direcciones.',
    ],
    otherwise: ['Si tiene preguntas, diríjase a quienes gestionan este servicio.'],
  },
  wrong_codes: {
    subject: 'Es posible que alguien tenga su contraseña',
    told: () => [
      'Su contraseña se escribió bien y después fallaron varios códigos seguidos. No entró nadie.',
      'Si fue usted y los códigos no funcionan, compruebe que su teléfono ajusta la hora automáticamente e inténtelo de nuevo.',
    ],
    otherwise: [
      'Si no fue usted, es posible que otra persona conozca su contraseña. El segundo paso impidió que entrara. Establezca ahora una contraseña nueva.',
      'Después revise su actividad.',
    ],
  },
  wrong_codes_known_browser: {
    subject: 'Varios códigos incorrectos en su cuenta',
    told: () => [
      'Se escribieron varios códigos incorrectos seguidos en un navegador que usted ya había usado. No entró nadie.',
      'Si fue usted y los códigos no funcionan, compruebe que su teléfono ajusta la hora automáticamente e inténtelo de nuevo.',
    ],
    otherwise: [
      'Si no fue usted, alguien que puede usar este navegador conoce su contraseña. Establezca ahora una contraseña nueva.',
      'Después revise su actividad.',
    ],
  },
  account_locked: {
    subject: 'Su cuenta está bloqueada',
    told: ({ factor }) => [
      factor === 'password'
        ? 'Se escribieron demasiadas contraseñas incorrectas seguidas. No se acepta ninguna contraseña para su cuenta hasta que establezca una nueva con el enlace de abajo o un administrador la desbloquee.'
        : 'Se escribieron demasiados códigos incorrectos seguidos. No se acepta ningún código para su cuenta hasta que un administrador la desbloquee: pídalo a los responsables de este servicio.',
    ],
    otherwise: [
      'Si no fue usted, otra persona intentó entrar en su cuenta. Establezca una contraseña nueva y después revise su actividad.',
    ],
  },
  email_change_link: {
    subject: 'Confirme su nueva dirección de correo',
    told: ({ minutes }) => [
      'Esta dirección se escribió para una cuenta. Si fue usted, abra este enlace en un navegador en el que tenga iniciada la sesión de esa cuenta:',
      `El enlace funciona una sola vez, durante ${formats.duration(minutes * 60)}.`,
    ],
    otherwise: [
      'Si no fue usted, no haga nada: no cambia nada. No comparta este enlace con nadie.',
    ],
  },
  email_changed: {
    subject: 'La dirección de correo de su cuenta cambió',
    told: ({ hours }) => [
      'Los correos sobre su cuenta llegan ahora a otra dirección. Si no la cambió usted, deshaga el cambio aquí:',
      `El enlace funciona durante ${formats.duration(hours * 3600)}.`,
    ],
    otherwise: [
      'Si no fue usted, otra persona puede entrar en su cuenta. Deshaga el cambio; después establezca una contraseña nueva y revise sus dispositivos.',
    ],
  },
}

export const mail: Texts['mail'] = {
  kinds,
  when: 'Cuándo',
  where: 'Desde dónde',
  browser: 'Navegador',
  address: (address) => `Dirección ${address}`,
  unknownBrowser: 'Desconocido',
  browserOnSystem: (browser, system) => `${browser} en ${system}`,
  account: 'Cuenta',
  accountAt: (login, issuer) => `${login} en ${issuer}`,
  byWhen: 'Actúe antes de',
  immediately: 'De inmediato, si no fue usted',
  device: 'Código de',
  notMe: 'No fui yo: qué hacer',
  byOperator: 'Por los responsables de este servicio',
  reset: 'Establecer una contraseña nueva',
  confirmEmail: 'Confirmar esta dirección',
  undoEmail: 'Deshacer el cambio',
  toAccount: 'Su cuenta',
  footer: (product) =>
    `${product} envió este mensaje automáticamente para proteger su cuenta. Las respuestas no se leen.`,
}

export const devMail: Texts['devMail'] = {
  heading: 'Correos',
  lead: 'No hay ningún servidor de correo configurado, así que los correos se muestran aquí. Primero, el más reciente.',
  empty: 'No se envió ningún correo desde que se inició el servidor.',
  to: (address) => `Para ${address}`,
  html: 'Verlo como HTML',
  text: 'Como texto',
  back: 'Todos los correos',
}
