import type { ReasonTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

export const signIn: Texts['signIn'] = {
  heading: 'Entrar',
  headingPassword: 'Digite sua senha',
  headingPasswordAndCode: 'Digite sua senha e seu código',
  lead: (application) => `para continuar em ${application}`,
  headingAgain: 'Confirme que é você',
  leadAgain: (application) => `${application} pede que você entre mais uma vez.`,
  login: 'Nome ou e-mail',
  otherName: 'Não é você?',
  code: 'Código',
  codeHint: 'Os 6 dígitos do seu app autenticador ou um dos seus códigos de recuperação.',
}

export const reasons: ReasonTexts = {
  account_protected: (application) => `Mais um passo para continuar em ${application}`,
  application_asks: (application) => `${application} pede um segundo passo.`,
  too_old: (application) => `${application} pergunta se ainda é você.`,
}

export const code: Texts['code'] = {
  heading: 'Digite seu código',
  hint: 'Abra seu app autenticador em qualquer um dos seus dispositivos.',
  help: 'O código não funciona?',
  helpTime:
    'Um código vale por cerca de 30 segundos. O telefone precisa acertar a hora automaticamente.',
  toRecovery: 'Usar um código de recuperação',
  helpRecovery: 'Se você não tem mais nenhum dos seus dispositivos, use um código de recuperação.',
  helpLost: 'Se você não tem mais nenhum dos seus dispositivos, peça ajuda a um administrador.',
}

export const signOut: Texts['signOut'] = {
  heading: 'Sair?',
  lead: (product) => `Você sairá de ${product} neste navegador.`,
  leadApplication: (application, product) =>
    `${application} pede que você saia de ${product} neste navegador.`,
  yes: 'Sair',
  no: 'Continuar na sessão',
}
