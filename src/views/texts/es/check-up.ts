import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const checkUp: Texts['checkUp'] = {
  heading: 'Haga más segura su cuenta',
  protectedBy: (list) => `Protegida por: ${list}.`,
  safeguards: {
    password: 'contraseña',
    email_verified: 'correo verificado',
    devices: (count) =>
      formats.plural(count, { one: 'un dispositivo', other: `${count} dispositivos` }),
    recovery_codes: (count) =>
      formats.plural(count, {
        one: 'un código de recuperación',
        other: `${count} códigos de recuperación`,
      }),
  },
  gaps: {
    no_device: 'No tiene ningún dispositivo: su contraseña basta para abrir su cuenta.',
    one_device: 'Solo tiene un dispositivo. Si lo pierde, podrá entrar con otro.',
    no_codes: 'No tiene ningún código de recuperación. Sin su dispositivo no puede iniciar sesión.',
    few_codes: (count) =>
      formats.plural(count, {
        one: 'Solo queda un código de recuperación.',
        other: `Solo quedan ${count} códigos de recuperación.`,
      }),
    email_unverified: 'Su dirección de correo no está verificada.',
    trusted_for_long: (count) =>
      formats.plural(count, {
        one: 'Un navegador es de confianza desde hace más de 30 días.',
        other: `${count} navegadores son de confianza desde hace más de 30 días.`,
      }),
    signed_in_elsewhere: (count) =>
      formats.plural(count, {
        one: 'También tiene la sesión abierta en otro navegador.',
        other: `También tiene la sesión abierta en otros ${count} navegadores.`,
      }),
  },
  verify: 'Verificar la dirección',
}
