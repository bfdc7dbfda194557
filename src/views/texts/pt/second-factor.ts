import type { ProtectionTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

const until: ProtectionTexts = {
  devices:
    'Seus códigos deixam de funcionar imediatamente. Os outros dispositivos ficam como estão.',
  recovery_codes:
    'Seus códigos deixam de funcionar imediatamente. Os códigos de recuperação continuam protegendo sua conta até você configurar outro dispositivo.',
  nothing:
    'Seus códigos deixam de funcionar imediatamente. Você não tem outro dispositivo nem nenhum código de recuperação, por isso a autenticação de dois fatores ficará desativada até você configurar outro dispositivo.',
}

export const deviceLost: Texts['secondFactor']['deviceLost'] = {
  heading: (device) => `Você perdeu “${device}”?`,
  until,
  next: 'Em seguida, você configura o dispositivo que vai usar no lugar dele.',
  endSessions: 'Encerrar minhas outras sessões',
  endSessionsHint: 'No dispositivo perdido e onde mais você tiver uma sessão aberta.',
  submit: 'Remover e adicionar outro',
  keep: 'Manter',
}

export const turnOff: Texts['secondFactor']['turnOff'] = {
  heading: 'Desativar a autenticação de dois fatores?',
  lead: 'Sua senha sozinha abrirá sua conta. Quem a adivinhar ou roubar poderá entrar em seu lugar.',
  lastDevice: (device) =>
    `“${device}” é seu único dispositivo: ao removê-lo, a autenticação de dois fatores é desativada.`,
  goes: 'Todos os seus dispositivos e códigos de recuperação deixam de funcionar imediatamente. Para ativá-la de novo, você começa do zero.',
  passwordHint: 'Para ter certeza de que é você.',
  submit: 'Desativar',
  keep: 'Manter ativada',
}

export const newRecoveryCodes: Texts['secondFactor']['newRecoveryCodes'] = {
  heading: 'Criar novos códigos de recuperação?',
  lead: 'Seus códigos de recuperação antigos deixam de funcionar imediatamente, usados ou não. Você recebe dez novos para guardar.',
  headingFirst: 'Criar códigos de recuperação',
  leadFirst:
    'Você recebe dez códigos para guardar. Cada um permite entrar uma vez quando você não estiver com seu dispositivo.',
  submit: 'Criar novos códigos',
  submitFirst: 'Criar códigos',
  keep: 'Manter os antigos',
}

export const security: Texts['secondFactor']['security'] = {
  codesOnly: 'Conta protegida apenas por códigos de recuperação',
  codesOnlyHint:
    'Para entrar, você precisa da sua senha e de um dos seus códigos de recuperação, e cada código funciona uma única vez. Adicione um dispositivo antes que eles acabem.',
  noDevice: 'Nenhum dispositivo.',
  noDeviceHint:
    'Adicione o telefone ou tablet que você usa agora, para voltar a entrar com o código dele.',
  codes: 'Códigos de recuperação',
  left: (left, count) =>
    left === 0
      ? `Não resta nenhum dos ${count} códigos.`
      : formats.plural(left, {
          one: `Resta ${left} de ${count} códigos.`,
          other: `Restam ${left} de ${count} códigos.`,
        }),
  few: 'Crie novos códigos antes de precisar deles.',
  used: 'Todos já foram usados. Sem seu dispositivo, você não consegue entrar. Crie novos códigos agora.',
  made: 'Criados em',
  missing:
    'Você ainda não tem nenhum. Um código de recuperação permite entrar se o telefone for perdido, quebrar ou não estiver com você.',
  see: 'Ver os códigos de recuperação',
  renew: 'Criar novos códigos',
  make: 'Criar códigos de recuperação',
  off: 'Desativação',
  turnOff: 'Desativar a autenticação de dois fatores',
  required:
    'A autenticação de dois fatores é obrigatória aqui. Ela não pode ser desativada, e seu último dispositivo não pode ser removido. Para substituí-lo, adicione primeiro o novo.',
}
