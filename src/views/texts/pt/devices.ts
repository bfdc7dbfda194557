import type { DoneTexts, StatusTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const deviceAdd: Texts['deviceAdd'] = {
  heading: 'Adicionar um dispositivo',
  lead: 'Ao entrar, você vai digitar um código que um app nele mostra.',
  headingAsked: 'Configure um segundo passo',
  apps: 'Você precisa de um app autenticador no seu telefone: Google Authenticator, Microsoft Authenticator, FreeOTP ou qualquer outro app de códigos baseados na hora (TOTP).',
  leadAsked: (application) =>
    `${application} precisa de mais do que uma senha: um código de um app no seu telefone. Leva um minuto.`,
  lost: (device) => `“${device}” foi removido, e seus códigos não funcionam mais.`,
  lostOff: (device) =>
    `“${device}” foi removido, e a autenticação de dois fatores está desativada até você adicionar outro dispositivo.`,
  endedSessions: (count) =>
    count === 0
      ? 'Você não tinha nenhuma outra sessão aberta.'
      : formats.plural(count, {
          one: 'Outra sessão foi encerrada.',
          other: `Outras ${count} sessões foram encerradas.`,
        }),
  name: 'Nome do dispositivo',
  nameHint: 'Para distingui-lo dos outros: “Telefone”, “Tablet de casa”.',
  passwordHint: 'Para ter certeza de que é você.',
}

export const deviceSetup: Texts['deviceSetup'] = {
  heading: (device) => `Configurar “${device}”`,
  lead: 'Vincule um app autenticador à sua conta.',
  app: 'Abra um app autenticador',
  appHint:
    'Google Authenticator, Microsoft Authenticator, FreeOTP ou qualquer outro app de códigos baseados na hora (TOTP).',
  link: 'Adicione sua conta ao app',
  scan: 'Escaneie este código QR',
  qr: 'Código QR que contém a chave. A mesma chave está nesta página em texto.',
  here: 'O app está neste dispositivo?',
  openApp: 'Abrir o app autenticador',
  byHand: 'Ou digite esta chave no app',
  keyHint: 'A chave não tem 0, 1, 8 nem 9: o que parecer um deles é uma letra.',
  copy: 'Copiar',
  copyKey: 'Copiar a chave',
  copied: 'Copiado',
  copyFailed: 'Selecione e copie a chave manualmente.',
  issuer: 'Serviço',
  kind: 'Tipo',
  kindValue: 'Baseado na hora',
  confirm: 'Digite o código que o app mostra',
  submit: 'Confirmar',
  rename: 'Mudar o nome',
}

export const done: DoneTexts = {
  staying: () => 'Sua conta foi mantida. Nada foi excluído.',
  added: (device) =>
    `“${device}” foi adicionado. A partir de agora, entre com sua senha e um código.`,
  added_another: (device) =>
    `“${device}” foi adicionado. Agora você pode entrar com os códigos dele.`,
  renamed: (device) => `O dispositivo agora se chama “${device}”.`,
  removed: (device) => `“${device}” foi removido. Seus códigos não funcionam mais.`,
  turned_off: () =>
    'A autenticação de dois fatores está desativada. Seus dispositivos e códigos de recuperação não funcionam mais.',
  codes_made: () =>
    'Seus códigos de recuperação estão prontos. Guarde-os onde você os encontre sem o telefone.',
  codes_renewed: () => 'Você tem novos códigos de recuperação. Os antigos não funcionam mais.',
}

const status: StatusTexts = {
  pending: 'Esperando o primeiro código',
  confirmed: 'Confirmado',
}

export const devices: Texts['devices'] = {
  heading: 'Autenticação de dois fatores',
  on: 'Ativada',
  onHint: 'Para entrar, você precisa da sua senha e de um código de um dos seus dispositivos.',
  off: 'Desativada',
  offHint: 'Sua senha sozinha abre sua conta.',
  list: 'Seus dispositivos',
  status,
  added: 'Adicionado em',
  lastUsed: 'Último uso em',
  rename: 'Renomear',
  renameNamed: (device) => `Renomear “${device}”`,
  lost: 'Perdi este dispositivo',
  lostNamed: (device) => `Perdi este dispositivo: “${device}”`,
  remove: 'Remover',
  removeNamed: (device) => `Remover “${device}”`,
  finish: 'Terminar a configuração',
  finishNamed: (device) => `Terminar a configuração de “${device}”`,
  add: 'Adicionar um dispositivo',
  empty: 'Nenhum dispositivo ainda.',
  emptyHint:
    'Uma senha pode ser adivinhada, roubada ou reutilizada. Com um dispositivo, quem descobrir sua senha ainda não conseguirá entrar em seu lugar. Basta um app gratuito no seu telefone.',
  full: (limit) =>
    `Você tem ${countOfDevices(limit)}, o máximo que uma conta pode ter. Remova um para adicionar outro.`,
}

export const deviceRename: Texts['deviceRename'] = {
  heading: (device) => `Renomear “${device}”`,
  lead: 'Só você vê este nome. Os códigos continuam os mesmos.',
  name: 'Novo nome',
  submit: 'Salvar',
}

export const deviceRemove: Texts['deviceRemove'] = {
  heading: (device) => `Remover “${device}”?`,
  lead: 'Seus códigos deixam de funcionar imediatamente. Os outros dispositivos ficam como estão.',
  submit: 'Remover',
  keep: 'Manter',
}

export const countOfDevices = (count: number): string =>
  formats.plural(count, { one: 'um dispositivo', other: `${count} dispositivos` })
