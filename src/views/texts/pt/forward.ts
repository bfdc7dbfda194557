import type { Texts } from '../../texts.ts'

export const forward: Texts['forward'] = {
  toApplication: (application) => `Voltar para ${application}`,
  toApplicationLead: (application) =>
    `Você voltará para ${application}. Se nada acontecer, escolha “Continuar”.`,
  signOut: 'Sair',
  signOutLead: 'Ninguém está conectado aqui. Escolha “Continuar” para prosseguir.',
  switchAccount: 'Troca de conta',
  switchAccountLead: 'Outra conta está conectada neste navegador. Primeiro sairemos dela.',
  connect: 'Conectar um dispositivo',
  connectLead: 'Escolha “Continuar” para ver qual aplicativo quer se conectar.',
}
