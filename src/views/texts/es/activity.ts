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
  declined: () => 'Inicio de sesión cancelado',
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
}
