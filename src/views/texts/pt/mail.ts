import type { MailTexts } from '../mail-texts.ts'
import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

const ifYou = 'Se foi você, não precisa fazer nada.'

/** Two steps: shut out whoever has the password, then look at what they may have left. */
const notYou = [
  ifYou,
  'Se não foi você, outra pessoa pode entrar na sua conta. Defina imediatamente uma nova senha: isso encerra as sessões abertas.',
  'Depois, confira seus dispositivos e sua atividade e remova o que não for seu.',
] as const

const administrator =
  'Se você não pediu isso, avise os responsáveis por este serviço e confira sua conta.'

const kinds: MailTexts = {
  device_added: {
    subject: 'Um dispositivo foi adicionado à sua conta',
    told: ({ name }) => [
      `“${name}” foi adicionado. Seus códigos agora funcionam como segundo passo quando você entra.`,
    ],
    otherwise: notYou,
  },
  device_removed: {
    subject: 'Um dispositivo foi removido da sua conta',
    told: ({ name }) => [`“${name}” foi removido. Seus códigos não funcionam mais.`],
    otherwise: notYou,
  },
  recovery_code_used: {
    subject: 'Um código de recuperação da sua conta foi usado',
    told: ({ remaining }) => [
      'Alguém entrou com um dos seus códigos de recuperação. Esse código não funcionará de novo.',
      remaining === 0
        ? 'Era o último. Crie novos códigos para poder entrar sem seus dispositivos.'
        : formats.plural(remaining, {
            one: `Resta ${remaining} código de recuperação.`,
            other: `Restam ${remaining} códigos de recuperação.`,
          }),
      ...(remaining === 0 ? [] : [ifYou]),
    ],
    otherwise: notYou.slice(1),
  },
  recovery_codes_regenerated: {
    subject: 'Sua conta tem novos códigos de recuperação',
    told: () => [
      'Novos códigos de recuperação foram criados. Os que você guardou antes não funcionam mais.',
    ],
    otherwise: notYou,
  },
  second_factor_off: {
    subject: 'A autenticação de dois fatores foi desativada',
    told: () => [
      'A autenticação de dois fatores está desativada: agora sua senha sozinha abre sua conta.',
      'Você pode ativá-la de novo na página da sua conta.',
    ],
    otherwise: notYou,
  },
  second_factor_reset: {
    subject: 'Um administrador redefiniu sua autenticação de dois fatores',
    told: () => [
      'Um administrador removeu todos os seus dispositivos e códigos de recuperação e encerrou suas sessões.',
      'Agora sua senha sozinha abre sua conta. Entre e adicione um dispositivo de novo.',
    ],
    otherwise: [administrator],
  },
  password_changed: {
    subject: 'Sua senha foi alterada',
    told: ({ byAdministrator }) =>
      byAdministrator
        ? ['Um administrador definiu uma nova senha para sua conta e encerrou suas sessões.']
        : ['Sua conta tem uma nova senha. A antiga não funciona mais.'],
    otherwise: [
      ifYou,
      'Se não foi você, outra pessoa pode entrar na sua conta. Defina imediatamente outra senha pelo link abaixo: o e-mail para isso chegará a este endereço.',
      'Depois, confira seus dispositivos e sua atividade e remova o que não for seu.',
    ],
  },
  password_reset_link: {
    subject: 'Defina uma nova senha',
    told: ({ minutes }) => [
      'Alguém pediu para definir uma nova senha para sua conta. Se foi você, continue aqui:',
      `O link funciona uma única vez, por ${formats.duration(minutes * 60)}.`,
    ],
    otherwise: [
      'Se não foi você, não faça nada: sua senha continua a mesma. Não passe este link a ninguém.',
    ],
  },
  account_leaving: {
    subject: 'Sua conta será excluída',
    told: ({ until }) => [
      `Sua conta será excluída em ${until}, como você pediu. Até lá ela funciona como antes.`,
      'Se mudar de ideia, entre e escolha “Manter minha conta”.',
    ],
    otherwise: notYou,
  },
  account_staying: {
    subject: 'Sua conta foi mantida',
    told: () => ['A exclusão da sua conta foi cancelada. Nada foi excluído.'],
    otherwise: notYou,
  },
  account_removed: {
    subject: 'Sua conta foi excluída',
    told: () => [
      'Sua conta foi excluída como você pediu, com seus dispositivos, códigos de recuperação e sessões.',
      'O histórico dela é guardado por 180 dias, sem seu nome e sem endereços.',
    ],
    otherwise: ['Se tiver dúvidas, fale com quem administra este serviço.'],
  },
  wrong_codes: {
    subject: 'Alguém pode ter sua senha',
    told: () => [
      'Sua senha foi digitada corretamente e, depois, vários códigos seguidos estavam errados. Ninguém entrou.',
      'Se foi você e os códigos não funcionam, verifique se o telefone acerta a hora automaticamente e tente de novo.',
    ],
    otherwise: [
      'Se não foi você, outra pessoa pode saber sua senha. O segundo passo impediu que ela entrasse. Defina uma nova senha agora.',
      'Depois, confira sua atividade.',
    ],
  },
  wrong_codes_known_browser: {
    subject: 'Vários códigos errados na sua conta',
    told: () => [
      'Vários códigos errados seguidos foram digitados em um navegador que você já usou. Ninguém entrou.',
      'Se foi você e os códigos não funcionam, verifique se o telefone acerta a hora automaticamente e tente de novo.',
    ],
    otherwise: [
      'Se não foi você, alguém que pode usar este navegador sabe sua senha. Defina uma nova senha agora.',
      'Depois, confira sua atividade.',
    ],
  },
  account_locked: {
    subject: 'Sua conta está bloqueada',
    told: ({ factor }) => [
      factor === 'password'
        ? 'Foram digitadas senhas erradas demais seguidas. Nenhuma senha é aceita para sua conta até que você defina uma nova pelo link abaixo ou um administrador a desbloqueie.'
        : 'Foram digitados códigos errados demais seguidos. Nenhum código é aceito para sua conta até que um administrador a desbloqueie: fale com os responsáveis por este serviço.',
    ],
    otherwise: [
      'Se não foi você, outra pessoa tentou entrar na sua conta. Defina uma nova senha e depois confira sua atividade.',
    ],
  },
  email_change_link: {
    subject: 'Confirme seu novo endereço de e-mail',
    told: ({ minutes }) => [
      'Este endereço foi digitado para uma conta. Se foi você, abra este link em um navegador em que você esteja conectado a essa conta:',
      `O link funciona uma vez, por ${formats.duration(minutes * 60)}.`,
    ],
    otherwise: [
      'Se não foi você, não faça nada: nada muda. Não compartilhe este link com ninguém.',
    ],
  },
  email_changed: {
    subject: 'O endereço de e-mail da sua conta foi alterado',
    told: ({ hours }) => [
      'Os e-mails sobre sua conta agora vão para outro endereço. Se não foi você que o alterou, desfaça a alteração aqui:',
      `O link funciona por ${formats.duration(hours * 3600)}.`,
    ],
    otherwise: [
      'Se não foi você, outra pessoa pode entrar na sua conta. Desfaça a alteração, depois defina uma nova senha e confira seus dispositivos.',
    ],
  },
}

export const mail: Texts['mail'] = {
  kinds,
  when: 'Quando',
  where: 'De onde',
  browser: 'Navegador',
  address: (address) => `Endereço ${address}`,
  unknownBrowser: 'Desconhecido',
  browserOnSystem: (browser, system) => `${browser} em ${system}`,
  account: 'Conta',
  accountAt: (login, issuer) => `${login} em ${issuer}`,
  byWhen: 'Aja até',
  immediately: 'Imediatamente, se não foi você',
  device: 'Código de',
  notMe: 'Não fui eu: o que fazer',
  byOperator: 'Pelos responsáveis por este serviço',
  reset: 'Definir uma nova senha',
  confirmEmail: 'Confirmar este endereço',
  undoEmail: 'Desfazer a alteração',
  toAccount: 'Sua conta',
  footer: (product) =>
    `${product} enviou esta mensagem automaticamente para proteger sua conta. As respostas não são lidas.`,
}

export const devMail: Texts['devMail'] = {
  heading: 'E-mails',
  lead: 'Nenhum servidor de e-mail está configurado, por isso os e-mails são mostrados aqui. O mais recente vem primeiro.',
  empty: 'Nenhum e-mail foi enviado desde que o servidor foi iniciado.',
  to: (address) => `Para ${address}`,
  html: 'Ver como HTML',
  text: 'Como texto',
  back: 'Todos os e-mails',
}
