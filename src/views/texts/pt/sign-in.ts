import type { ActionTexts, ReasonTexts } from '../codes.ts'
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

export const selectAccount: Texts['selectAccount'] = {
  heading: 'Escolha uma conta',
  same: (account) => `Continuar como ${account}`,
  other: 'Usar outra conta',
  otherHint: (account) =>
    `Se você entrar com outra conta, a sessão de ${account} será encerrada neste navegador.`,
}

export const reasons: ReasonTexts = {
  account_protected: (application) =>
    `Para entrar em ${application}, digite também um código: sua conta é protegida por um segundo passo.`,
  application_asks: (application) =>
    `Para continuar, ${application} precisa de um código: o aplicativo pede um segundo passo.`,
  too_old: (application) =>
    `Para continuar em ${application}, digite um novo código: o aplicativo quer ter certeza de que ainda é você.`,
}

export const actions: ActionTexts = {
  open_account: 'Para abrir sua conta, confirme que é você.',
  change_password: 'Para alterar sua senha, confirme que é você.',
  change_email: 'Para alterar seu endereço de e-mail, confirme que é você.',
  choose_language: 'Para escolher seu idioma, confirme que é você.',
  add_device: 'Para adicionar um dispositivo, confirme que é você.',
  rename_device: 'Para renomear um dispositivo, confirme que é você.',
  remove_device: 'Para remover um dispositivo, confirme que é você.',
  report_lost_device: 'Para informar a perda de um dispositivo, confirme que é você.',
  see_recovery_codes: 'Para ver seus códigos de recuperação, confirme que é você.',
  make_recovery_codes: 'Para criar novos códigos de recuperação, confirme que é você.',
  turn_off: 'Para desativar a autenticação de dois fatores, confirme que é você.',
  delete_account: 'Para excluir a sua conta, confirme que é você.',
  end_sessions: 'Para sair de outros navegadores, confirme que é você.',
  remove_access: 'Para remover o acesso de um aplicativo, confirme que é você.',
  forget_browsers: 'Para deixar de confiar em um navegador, confirme que é você.',
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
