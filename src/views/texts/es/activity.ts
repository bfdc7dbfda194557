import type { ActivityTexts } from '../activity-texts.ts'
import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

const facts: ActivityTexts = {
  signed_in: () => 'Sesión iniciada',
  stepped_up: () => 'Confirmó que era usted',
  password_wrong: () => 'Contraseña incorrecta',
  password_refused: () => 'Contraseña no comprobada: demasiados intentos',
  password_alone: () => 'Contraseña correcta, pero el inicio de sesión no se completó',
  code_wrong: () => 'Código incorrecto',
  code_replayed: () => 'Se envió un código por segunda vez',
  code_refused: () => 'Código no comprobado: demasiados intentos',
  recovery_code_wrong: () => 'Código de recuperación incorrecto',
  recovery_code_refused: () => 'Código de recuperación no comprobado: demasiados intentos',
  recovery_code_used: ({ remaining }) =>
    remaining === 0
      ? 'Código de recuperación usado, no queda ninguno'
      : formats.plural(remaining, {
          one: `Código de recuperación usado, queda ${remaining}`,
          other: `Código de recuperación usado, quedan ${remaining}`,
        }),
  setup_code_wrong: () => 'Código incorrecto para un dispositivo nuevo',
  device_begun: ({ name }) => `Se empezó a configurar un dispositivo: ${name}`,
  device_added: ({ name }) => `Dispositivo añadido: ${name}`,
  device_renamed: ({ name }) => `Nombre de dispositivo cambiado: ${name}`,
  device_removed: ({ name }) => `Dispositivo eliminado: ${name}`,
  recovery_codes_issued: () => 'Códigos de recuperación creados',
  recovery_codes_regenerated: () =>
    'Códigos de recuperación nuevos creados; los anteriores ya no funcionan',
  recovery_codes_seen: () => 'Códigos de recuperación consultados',
  second_factor_off: () => 'Autenticación de dos factores desactivada',
  second_factor_reset: () => 'Autenticación de dos factores restablecida por un administrador',
  browser_trusted: () => 'Navegador de confianza añadido: no se le pide un código',
  browser_forgotten: () => 'Un navegador dejó de ser de confianza',
  browsers_forgotten: ({ count }) =>
    formats.plural(count, {
      one: `${count} navegador dejó de ser de confianza`,
      other: `${count} navegadores dejaron de ser de confianza`,
    }),
  password_changed: () => 'Contraseña cambiada',
  password_reset: () => 'Contraseña nueva establecida con un enlace de un correo',
  password_set_by_administrator: () => 'Contraseña nueva establecida por un administrador',
  password_reset_asked: () => 'Enlace para establecer una contraseña nueva solicitado',
  sessions_ended: ({ count }) =>
    formats.plural(count, {
      one: `Sesión cerrada en ${count} navegador`,
      other: `Sesión cerrada en ${count} navegadores`,
    }),
  sessions_over_limit: () =>
    'Sesiones antiguas cerradas porque había demasiados navegadores conectados',
  application_revoked: ({ application }) => `Acceso retirado: ${application}`,
  password_locked: () => 'Bloqueada: demasiadas contraseñas incorrectas',
  codes_locked: () => 'Bloqueada: demasiados códigos incorrectos',
  account_created: () => 'Cuenta creada',
  account_disabled: () => 'Cuenta desactivada por un administrador',
  account_enabled: () => 'Cuenta activada de nuevo por un administrador',
  account_unlocked: () => 'Cuenta desbloqueada por un administrador',
  account_leaving: () => 'Se pidió eliminar la cuenta',
  account_staying: () => 'Cuenta conservada, eliminación cancelada',
  account_removed: () => 'Cuenta eliminada',
  email_change_asked: () => 'Enlace para confirmar una dirección de correo nueva enviado',
  email_changed: () => 'Dirección de correo cambiada',
  email_set_by_administrator: () => 'Dirección de correo establecida por un administrador',
  email_change_undone: () => 'Cambio de la dirección de correo deshecho',
  sessions_ended_by_administrator: () => 'Sesión cerrada por un administrador',
}

export const activity: Texts['activity'] = {
  heading: 'Actividad',
  lead: 'Lo que ocurrió en su cuenta en los últimos 180 días. Si no reconoce algo, establezca una contraseña nueva y revise sus dispositivos.',
  facts,
  empty: 'Todavía no ha ocurrido nada.',
  nothingEarlier: 'Antes de eso no ocurrió nada.',
  earlier: 'Anteriores',
  latest: 'Volver a lo más reciente',
  failed: 'Fallido',
  changed: 'Cambio',
  to: (application) => `Aplicación: ${application}`,
  by: (methods) => `Con ${methods}`,
  methods: {
    password: 'contraseña',
    totp: 'código',
    recovery_code: 'código de recuperación',
  },
  from: (address) => `Dirección ${address}`,
  browserOnSystem: (browser, system) => `${browser} en ${system}`,
  unknownBrowser: 'Navegador desconocido',
  filter: 'Mostrar',
  filters: {
    all: 'Todo',
    sign_ins: 'Inicios de sesión',
    changes: 'Cambios',
    failures: 'Intentos fallidos',
  },
  noneOfKind: 'Nada de este tipo.',
  suspicious: 'Puede haber sido otra persona.',
  times: (told, count) => `${told} (${count} veces)`,
  first: 'Primera vez:',
  device: (device) => `Código de “${device}”`,
  notMe: 'No fui yo',
}

export const notMe: Texts['notMe'] = {
  heading: 'Si no fue usted',
  lead: 'Es posible que otra persona pueda entrar en su cuenta. Haga ahora lo siguiente, en este orden.',
  sessions: {
    title: 'Cerrar sesión en todos los demás sitios',
    hint: 'Se cierra la sesión de quien haya entrado en su cuenta desde otro navegador.',
    link: 'Cerrar las demás sesiones',
  },
  password: {
    title: 'Cambiar la contraseña',
    hint: 'Elija una que no use en ningún otro sitio.',
    link: 'Cambiar contraseña',
  },
  devices: {
    title: 'Revisar sus dispositivos',
    hint: 'Quite todos los dispositivos que no sean suyos y añada el suyo si falta.',
    link: 'Revisar dispositivos',
  },
  codes: {
    title: 'Crear códigos de recuperación nuevos',
    hint: 'Alguien puede haber visto los anteriores. Dejarán de funcionar.',
    link: 'Crear códigos nuevos',
  },
  browsers: {
    title: 'Revisar los navegadores de confianza',
    hint: 'Deje de confiar en los navegadores que no conozca.',
    link: 'Ver los navegadores',
  },
  history: 'Volver a su actividad',
}
