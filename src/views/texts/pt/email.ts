import type { EmailTexts } from '../email-texts.ts'
import { formats } from './language.ts'

export const email: EmailTexts = {
  heading: 'Endereço de e-mail',
  link: 'Alterar o endereço de e-mail',
  none: 'Sua conta não tem endereço de e-mail, por isso nenhum e-mail sobre ela é enviado.',
  verified: (address) =>
    `Os e-mails sobre sua conta vão para ${address}. O endereço está confirmado.`,
  unverified: (address) =>
    `Os e-mails sobre sua conta vão para ${address}. O endereço ainda não está confirmado.`,
  next: 'Novo endereço de e-mail',
  hint: (minutes) =>
    `Enviaremos um link para lá. Ele funciona por ${formats.duration(minutes * 60)}, e o endereço passa a valer quando você o abrir.`,
  submit: 'Enviar o link',
  asked: (address, minutes) =>
    `Enviamos um link para ${address}. Abra-o em até ${formats.duration(minutes * 60)} em um navegador em que você esteja conectado. Não chegou nada? Confira a pasta de spam.`,
  changed: (address) => `Seu endereço de e-mail agora é ${address}.`,
  errors: {
    invalid: 'Isso não é um endereço de e-mail. Digite um como ana@example.com.',
    unchanged: 'Esse já é seu endereço confirmado.',
    too_many: 'Enviamos vários links em uma hora. Tente mais tarde.',
  },
  confirm: {
    heading: 'Confirmar seu endereço de e-mail',
    lead: (address) => `Os e-mails sobre sua conta irão para ${address}.`,
    submit: 'Confirmar este endereço',
  },
  undo: {
    heading: 'Desfazer a alteração do endereço de e-mail',
    lead: (address) => `Os e-mails sobre sua conta irão novamente para ${address}.`,
    leadWithout: 'Os e-mails sobre sua conta não irão mais para o novo endereço.',
    submit: 'Desfazer a alteração',
  },
  told: {
    expired: {
      heading: 'Este link não funciona',
      lead: 'Ele já foi usado, é antigo demais ou é de outra conta. Nada foi alterado.',
      link: 'Ir para sua conta',
    },
    undone: {
      heading: 'A alteração foi desfeita',
      lead: 'O endereço é seu novamente. Se não foi você que o alterou, outra pessoa pode entrar na sua conta: defina uma nova senha agora.',
      link: 'Definir uma nova senha',
    },
    outdated: {
      heading: 'Este formulário está desatualizado',
      lead: 'Ele foi aberto em outro navegador ou há algum tempo, por isso nada foi alterado.',
      link: 'Abri-lo novamente',
    },
  },
}
