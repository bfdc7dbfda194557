import type { Texts } from '../../texts.ts'

export const leaving: Texts['leaving'] = {
  section: 'Eliminar su cuenta',
  heading: '¿Eliminar su cuenta?',
  lead: (time) =>
    `Tiene ${time} para cambiar de opinión. Después, su cuenta se elimina para siempre.`,
  goes: 'Se eliminan su nombre, su contraseña, sus dispositivos, códigos de recuperación y sesiones, y el acceso de sus aplicaciones.',
  kept: 'El historial de su cuenta se conserva 180 días, con un número en lugar de su nombre y sin direcciones. Las aplicaciones conservan lo que han guardado sobre usted: pídales que lo eliminen.',
  meanwhile:
    'Hasta entonces todo funciona como antes, y se le recuerda cada vez que inicia sesión.',
  submit: 'Eliminar mi cuenta',
  keep: 'Conservar mi cuenta',
  leavingHeading: 'Su cuenta se va a eliminar',
  leavingLead: (until) =>
    `Se eliminará el ${until}, porque usted lo pidió. Hasta entonces puede conservarla.`,
}
