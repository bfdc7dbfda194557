import type { ActivityTexts } from '../activity-texts.ts'
import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

const facts: ActivityTexts = {
  signed_in: () => 'Entrada na conta',
  stepped_up: () => 'Você confirmou que era você',
  password_wrong: () => 'Senha incorreta',
  password_refused: () => 'Senha não verificada: tentativas demais',
  password_alone: () => 'Senha correta, mas a entrada na conta não foi concluída',
  code_wrong: () => 'Código incorreto',
  code_replayed: () => 'Um código foi enviado pela segunda vez',
  code_refused: () => 'Código não verificado: tentativas demais',
  recovery_code_wrong: () => 'Código de recuperação incorreto',
  recovery_code_refused: () => 'Código de recuperação não verificado: tentativas demais',
  recovery_code_used: ({ remaining }) =>
    remaining === 0
      ? 'Código de recuperação usado, não resta nenhum'
      : formats.plural(remaining, {
          one: `Código de recuperação usado, resta ${remaining}`,
          other: `Código de recuperação usado, restam ${remaining}`,
        }),
  setup_code_wrong: () => 'Código incorreto para um novo dispositivo',
  device_begun: ({ name }) => `Configuração de um dispositivo iniciada: ${name}`,
  device_added: ({ name }) => `Dispositivo adicionado: ${name}`,
  device_renamed: ({ name }) => `Dispositivo renomeado: ${name}`,
  device_removed: ({ name }) => `Dispositivo removido: ${name}`,
  recovery_codes_issued: () => 'Códigos de recuperação criados',
  recovery_codes_regenerated: () =>
    'Novos códigos de recuperação criados; os antigos não funcionam mais',
  recovery_codes_seen: () => 'Códigos de recuperação consultados',
  second_factor_off: () => 'Autenticação de dois fatores desativada',
  second_factor_reset: () => 'Autenticação de dois fatores redefinida por um administrador',
  browser_trusted: () => 'Navegador confiável adicionado: ele não pede um código',
  browser_forgotten: () => 'Um navegador deixou de ser confiável',
  browsers_forgotten: ({ count }) =>
    formats.plural(count, {
      one: `${count} navegador deixou de ser confiável`,
      other: `${count} navegadores deixaram de ser confiáveis`,
    }),
  password_changed: () => 'Senha alterada',
  password_reset: () => 'Nova senha definida por um link de um e-mail',
  password_set_by_administrator: () => 'Nova senha definida por um administrador',
  password_reset_asked: () => 'Link para definir uma nova senha solicitado',
  sessions_ended: ({ count }) =>
    formats.plural(count, {
      one: `Sessão encerrada em ${count} navegador`,
      other: `Sessão encerrada em ${count} navegadores`,
    }),
  sessions_over_limit: () =>
    'Sessões antigas encerradas porque havia navegadores demais conectados',
  application_revoked: ({ application }) => `Acesso removido: ${application}`,
  password_locked: () => 'Bloqueada: senhas erradas demais',
  codes_locked: () => 'Bloqueada: códigos errados demais',
  account_created: () => 'Conta criada',
  account_disabled: () => 'Conta desativada por um administrador',
  account_enabled: () => 'Conta reativada por um administrador',
  account_unlocked: () => 'Conta desbloqueada por um administrador',
  account_leaving: () => 'Exclusão da conta solicitada',
  account_staying: () => 'Conta mantida, exclusão cancelada',
  account_removed: () => 'Conta removida',
  email_change_asked: () => 'Link para confirmar um novo endereço de e-mail enviado',
  email_changed: () => 'Endereço de e-mail alterado',
  email_set_by_administrator: () => 'Endereço de e-mail definido por um administrador',
  email_change_undone: () => 'Alteração do endereço de e-mail desfeita',
  sessions_ended_by_administrator: () => 'Sessão encerrada por um administrador',
}

export const activity: Texts['activity'] = {
  heading: 'Atividade',
  lead: 'O que aconteceu na sua conta nos últimos 180 dias. Se você não reconhecer algo, defina uma nova senha e confira seus dispositivos.',
  facts,
  empty: 'Nada aconteceu ainda.',
  nothingEarlier: 'Nada aconteceu antes disso.',
  earlier: 'Anteriores',
  latest: 'Voltar ao mais recente',
  failed: 'Falha',
  changed: 'Alteração',
  to: (application) => `Aplicativo: ${application}`,
  by: (methods) => `Com ${methods}`,
  methods: {
    password: 'senha',
    totp: 'código',
    recovery_code: 'código de recuperação',
  },
  from: (address) => `Endereço ${address}`,
  browserOnSystem: (browser, system) => `${browser} em ${system}`,
  unknownBrowser: 'Navegador desconhecido',
  filter: 'Mostrar',
  filters: {
    all: 'Tudo',
    sign_ins: 'Entradas',
    changes: 'Alterações',
    failures: 'Tentativas com falha',
  },
  noneOfKind: 'Nada deste tipo.',
  suspicious: 'Pode ter sido outra pessoa.',
  times: (told, count) => `${told} (${count} vezes)`,
  first: 'Primeira vez:',
  device: (device) => `Código de “${device}”`,
  notMe: 'Não fui eu',
}

export const notMe: Texts['notMe'] = {
  heading: 'Se não foi você',
  lead: 'Outra pessoa pode conseguir entrar na sua conta. Faça isto agora, nesta ordem.',
  sessions: {
    title: 'Sair em todos os outros lugares',
    hint: 'Quem entrou na sua conta em outro navegador sai dela.',
    link: 'Sair dos outros lugares',
  },
  password: {
    title: 'Alterar sua senha',
    hint: 'Escolha uma que você não usa em nenhum outro lugar.',
    link: 'Alterar senha',
  },
  devices: {
    title: 'Conferir seus dispositivos',
    hint: 'Remova todo dispositivo que não for seu e adicione o seu se estiver faltando.',
    link: 'Conferir dispositivos',
  },
  codes: {
    title: 'Criar novos códigos de recuperação',
    hint: 'Alguém pode ter visto os antigos. Eles deixam de funcionar.',
    link: 'Criar novos códigos',
  },
  browsers: {
    title: 'Conferir os navegadores confiáveis',
    hint: 'Deixe de confiar em todo navegador que você não conhece.',
    link: 'Ver os navegadores',
  },
  history: 'Voltar à sua atividade',
}
