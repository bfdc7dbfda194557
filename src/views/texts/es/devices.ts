import type { DoneTexts, StatusTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const deviceAdd: Texts['deviceAdd'] = {
  heading: 'Añadir un dispositivo',
  lead: 'Al iniciar sesión, escribirá un código que muestra una app en ese dispositivo.',
  headingAsked: 'Configure un segundo paso',
  leadAsked: (application) =>
    `${application} necesita algo más que una contraseña: un código de una app en su teléfono. Lleva un minuto.`,
  name: 'Nombre del dispositivo',
  nameHint: 'Para distinguirlo de otros: “Teléfono”, “Tableta de casa”.',
  passwordHint: 'Para asegurarnos de que es usted.',
}

export const deviceSetup: Texts['deviceSetup'] = {
  heading: (device) => `Configurar “${device}”`,
  lead: 'Vincule una app de autenticación a su cuenta en tres pasos.',
  app: 'Abra una app de autenticación',
  appHint:
    'Funcionan Google Authenticator, Microsoft Authenticator, 1Password, Bitwarden, Aegis y la mayoría de las demás.',
  scan: 'Escanee este código QR',
  qr: 'Código QR que contiene la clave. La misma clave aparece debajo como texto.',
  byHand: 'O escriba esta clave en la app',
  copy: 'Copiar',
  copyKey: 'Copiar la clave',
  copied: 'Copiado',
  copyFailed: 'Seleccione y copie la clave a mano.',
  issuer: 'Servicio',
  kind: 'Tipo',
  kindValue: 'Basado en la hora',
  confirm: 'Escriba el código que muestra la app',
  submit: 'Confirmar',
}

export const done: DoneTexts = {
  added: (device) =>
    `Se añadió “${device}”. A partir de ahora, inicie sesión con su contraseña y un código.`,
  renamed: (device) => `El dispositivo se llama ahora “${device}”.`,
  removed: (device) => `Se eliminó “${device}”. Sus códigos ya no funcionan.`,
  turned_off: (device) =>
    `Se eliminó “${device}” y la autenticación de dos factores está desactivada.`,
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
  neverUsed: 'Todavía sin usar',
  rename: 'Cambiar nombre',
  remove: 'Eliminar',
  finish: 'Terminar la configuración',
  add: 'Añadir un dispositivo',
  empty: 'Todavía no hay ningún dispositivo.',
  emptyHint:
    'Una contraseña se puede adivinar, robar o reutilizar. Con un dispositivo, quien averigüe su contraseña seguirá sin poder iniciar sesión en su nombre. Solo necesita una app gratuita en su teléfono.',
  second:
    'Añada también un segundo dispositivo, para no quedarse sin acceso si pierde el teléfono.',
  full: (limit) =>
    `Tiene ${countOfDevices(limit)}, el máximo de una cuenta. Elimine uno para añadir otro.`,
}

export const deviceRename: Texts['deviceRename'] = {
  heading: (device) => `Cambiar el nombre de “${device}”`,
  lead: 'El nombre es solo para usted. Los códigos siguen siendo los mismos.',
  name: 'Nombre nuevo',
  submit: 'Guardar',
}

export const deviceRemove: Texts['deviceRemove'] = {
  heading: (device) => `¿Eliminar “${device}”?`,
  lead: 'Sus códigos dejan de funcionar de inmediato. Los demás dispositivos quedan como están.',
  leadLast:
    'Es su único dispositivo confirmado. Al eliminarlo se desactiva la autenticación de dos factores: su contraseña bastará para abrir su cuenta.',
  submit: 'Eliminar',
  submitLast: 'Eliminar y desactivar',
  keep: 'Conservarlo',
}

export const countOfDevices = (count: number): string =>
  formats.plural(count, { one: 'un dispositivo', other: `${count} dispositivos` })
