import type { DoneTexts, StatusTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const deviceAdd: Texts['deviceAdd'] = {
  heading: 'Añadir un dispositivo',
  lead: 'Al iniciar sesión, escribirá un código que muestra una app en ese dispositivo.',
  headingAsked: 'Configure un segundo paso',
  apps: 'Necesita una app de autenticación en su teléfono: Google Authenticator, Microsoft Authenticator, FreeOTP o cualquier otra app de códigos basados en la hora (TOTP).',
  leadAsked: (application) =>
    `${application} necesita algo más que una contraseña: un código de una app en su teléfono. Lleva un minuto.`,
  lost: (device) => `Se eliminó “${device}” y sus códigos ya no funcionan.`,
  lostOff: (device) =>
    `Se eliminó “${device}” y la autenticación de dos factores está desactivada hasta que añada otro dispositivo.`,
  endedSessions: (count) =>
    count === 0
      ? 'No tenía ninguna otra sesión abierta.'
      : formats.plural(count, {
          one: 'Se cerró otra sesión.',
          other: `Se cerraron otras ${count} sesiones.`,
        }),
  name: 'Nombre del dispositivo',
  nameHint: 'Para distinguirlo de otros: “Teléfono”, “Tableta de casa”.',
  passwordHint: 'Para asegurarnos de que es usted.',
}

export const deviceSetup: Texts['deviceSetup'] = {
  heading: (device) => `Configurar “${device}”`,
  lead: 'Vincule una app de autenticación a su cuenta.',
  app: 'Abra una app de autenticación',
  appHint:
    'Google Authenticator, Microsoft Authenticator, FreeOTP o cualquier otra app de códigos basados en la hora (TOTP).',
  link: 'Añada su cuenta a la app',
  scan: 'Escanee este código QR',
  qr: 'Código QR que contiene la clave. La misma clave aparece en esta página como texto.',
  here: '¿Está la app en este dispositivo?',
  openApp: 'Abrir la app de autenticación',
  byHand: 'O escriba esta clave en la app',
  keyHint: 'La clave no tiene 0, 1, 8 ni 9: lo que lo parezca es una letra.',
  copy: 'Copiar',
  copyKey: 'Copiar la clave',
  copied: 'Copiado',
  copyFailed: 'Seleccione y copie la clave a mano.',
  issuer: 'Servicio',
  kind: 'Tipo',
  kindValue: 'Basado en la hora',
  confirm: 'Escriba el código que muestra la app',
  submit: 'Confirmar',
  rename: 'Cambiar el nombre',
}

export const done: DoneTexts = {
  staying: () => 'Su cuenta se conserva. No se eliminó nada.',
  added: (device) =>
    `Se añadió “${device}”. A partir de ahora, inicie sesión con su contraseña y un código.`,
  added_another: (device) => `Se añadió “${device}”. Ya puede iniciar sesión con sus códigos.`,
  renamed: (device) => `El dispositivo se llama ahora “${device}”.`,
  removed: (device) => `Se eliminó “${device}”. Sus códigos ya no funcionan.`,
  turned_off: () =>
    'La autenticación de dos factores está desactivada. Sus dispositivos y códigos de recuperación ya no funcionan.',
  codes_made: () =>
    'Sus códigos de recuperación están listos. Guárdelos donde los encuentre sin el teléfono.',
  codes_renewed: () => 'Tiene códigos de recuperación nuevos. Los anteriores ya no funcionan.',
}

const status: StatusTexts = {
  pending: 'A la espera de su primer código',
  confirmed: 'Confirmado',
}

export const devices: Texts['devices'] = {
  heading: 'Autenticación de dos factores',
  on: 'Activada',
  onHint: 'Para iniciar sesión hacen falta su contraseña y un código de uno de sus dispositivos.',
  off: 'Desactivada',
  offHint: 'Su contraseña basta para abrir su cuenta.',
  list: 'Sus dispositivos',
  status,
  added: 'Añadido el',
  lastUsed: 'Último uso el',
  rename: 'Cambiar nombre',
  renameNamed: (device) => `Cambiar el nombre de “${device}”`,
  lost: 'He perdido este dispositivo',
  lostNamed: (device) => `He perdido este dispositivo: “${device}”`,
  remove: 'Eliminar',
  removeNamed: (device) => `Eliminar “${device}”`,
  finish: 'Terminar la configuración',
  finishNamed: (device) => `Terminar la configuración de “${device}”`,
  add: 'Añadir un dispositivo',
  empty: 'Todavía no hay ningún dispositivo.',
  emptyHint:
    'Una contraseña se puede adivinar, robar o reutilizar. Con un dispositivo, quien averigüe su contraseña seguirá sin poder iniciar sesión en su nombre. Solo necesita una app gratuita en su teléfono.',
  full: (limit) =>
    `Tiene ${countOfDevices(limit)}, el máximo de una cuenta. Elimine uno para añadir otro.`,
}

export const deviceRename: Texts['deviceRename'] = {
  heading: (device) => `Cambiar el nombre de “${device}”`,
  lead: 'Solo usted ve este nombre. Los códigos siguen siendo los mismos.',
  name: 'Nombre nuevo',
  submit: 'Guardar',
}

export const deviceRemove: Texts['deviceRemove'] = {
  heading: (device) => `¿Eliminar “${device}”?`,
  lead: 'Sus códigos dejan de funcionar de inmediato. Los demás dispositivos quedan como están.',
  submit: 'Eliminar',
  keep: 'Conservarlo',
}

export const countOfDevices = (count: number): string =>
  formats.plural(count, { one: 'un dispositivo', other: `${count} dispositivos` })
