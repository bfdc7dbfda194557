import type { Texts } from '../../texts.ts'

export const forward: Texts['forward'] = {
  toApplication: (application) => `Volver a ${application}`,
  toApplicationLead: (application) =>
    `Volverá a ${application}. Si no ocurre nada, elija “Continuar”.`,
  signOut: 'Cerrar sesión',
  signOutLead: 'Aquí no hay ninguna sesión iniciada. Elija “Continuar” para seguir.',
  switchAccount: 'Cambio de cuenta',
  switchAccountLead:
    'Hay otra cuenta con la sesión iniciada en este navegador. Primero se cierra su sesión.',
  connect: 'Conectar un dispositivo',
  connectLead: 'Elija “Continuar” para ver qué aplicación quiere conectarse.',
}
