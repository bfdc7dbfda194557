import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const sessions: Texts['sessions'] = {
  heading: 'Sesiones',
  lead: 'Si no conoce alguno de estos navegadores, cierre su sesión y cambie la contraseña.',
  browser: (browser, system) => `${browser} en ${system}`,
  unknownBrowser: 'Navegador desconocido',
  current: 'Este navegador',
  address: 'Dirección',
  device: 'Código de',
  signedIn: 'Inicio de sesión',
  lastUsed: 'Último uso',
  applications: 'Usado para',
  onlyAccount: 'Solo estas páginas',
  end: 'Cerrar sesión',
  endOthers: 'Cerrar todas las demás sesiones',
  endOthersHint:
    'Habrá que volver a iniciar sesión en todos los demás navegadores. Las aplicaciones que actúan en su nombre cuando usted no está conservan su acceso.',
  alone: 'No tiene ninguna otra sesión abierta.',
  shown: (count) =>
    formats.plural(count, {
      one: `Solo se muestra el último navegador usado (${count}).`,
      other: `Solo se muestran los últimos ${count} navegadores usados.`,
    }),
  ended: (count) =>
    count === 0
      ? 'Esa sesión ya estaba cerrada.'
      : formats.plural(count, {
          one: 'Se cerró la sesión en el navegador.',
          other: `Se cerró la sesión en ${count} navegadores.`,
        }),
}

export const applications: Texts['applications'] = {
  heading: 'Aplicaciones',
  lead: 'Las aplicaciones a las que dio acceso, y lo que cada una puede ver o hacer.',
  empty: 'Ninguna tiene acceso.',
  emptyHint: 'Cuando inicie sesión en una aplicación con esta cuenta, aparecerá aquí.',
  website: 'Su sitio web:',
  since: 'Desde el',
  firstParty: 'Pertenece a este servicio y no pide permiso.',
  revoke: 'Retirar el acceso',
  revoked: (application) => `“${application}” ya no tiene acceso a su cuenta.`,
}

export const applicationRevoke: Texts['applicationRevoke'] = {
  heading: (application) => `¿Retirar el acceso de “${application}”?`,
  lead: 'No obtendrá nada más de su cuenta hasta que usted vuelva a iniciar sesión en ella y se lo permita.',
  leadFirstParty:
    'No obtendrá nada más de su cuenta hasta que usted vuelva a iniciar sesión en ella. Pertenece a este servicio, así que no se le pedirá permiso.',
  hint: 'Puede que siga mostrando su sesión como abierta durante un tiempo. Ciérrela también allí.',
  submit: 'Retirar el acceso',
  keep: 'Conservarlo',
}
