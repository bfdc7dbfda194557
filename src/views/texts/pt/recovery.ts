import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const progress: Texts['progress'] = (step, steps) => `Passo ${step} de ${steps}`

export const recoveryCode: Texts['recoveryCode'] = {
  heading: 'Digite um código de recuperação',
  label: 'Código de recuperação',
  hint: 'Três grupos de cinco letras e dígitos. Maiúsculas, espaços e hifens não importam.',
  toCode: 'Usar um código de um dispositivo',
  help: 'Onde encontro meus códigos de recuperação?',
  helpWhere:
    'Quando você configurou o segundo passo, pedimos que guardasse dez códigos de recuperação: em um arquivo, em papel ou em um gerenciador de senhas.',
  helpOnce: 'Cada código funciona uma única vez, em qualquer ordem.',
  helpLost: 'Se você não tem nem um dispositivo nem um código, peça ajuda a um administrador.',
}

export const recoveryCodes: Texts['recoveryCodes'] = {
  headings: {
    issued: 'Guarde seus códigos de recuperação',
    regenerated: 'Guarde seus novos códigos de recuperação',
    seen: 'Seus códigos de recuperação',
  },
  leads: {
    issued:
      'Se você perder o telefone, cada um destes códigos permite entrar uma vez, no lugar de um código do app. Guarde-os onde você os encontre sem o telefone.',
    regenerated:
      'Os códigos antigos não funcionam mais. Cada um destes permite entrar uma vez, no lugar de um código do app. Guarde-os onde você os encontre sem o telefone.',
    seen: 'Cada código permite entrar uma vez, no lugar de um código do app.',
  },
  shownFor: (minutes) => `Esta página os mostra por ${minutes} minutos.`,
  list: 'Códigos de recuperação',
  used: 'usado',
  copy: 'Copiar',
  copied: 'Copiado',
  copyFailed: 'Selecione e copie os códigos manualmente.',
  download: 'Baixar',
  print: 'Imprimir',
  saved: 'Já os guardei',
  regenerate: 'Obter novos códigos',
}

export const recoveryFile: Texts['recoveryFile'] = {
  heading: (product, account) => `Códigos de recuperação de ${account} em ${product}`,
  made: (date) => `Criados em ${date}.`,
  lead: 'Cada código permite entrar uma vez, no lugar de um código do app.',
  used: 'usado',
}

export const recoveryCodesLeft: Texts['recoveryCodesLeft'] = {
  headingUsed: 'Você usou um código de recuperação',
  headingFew: 'Seus códigos de recuperação estão acabando',
  left: (left) => {
    if (left === 0) return 'Você não tem mais nenhum código de recuperação.'
    return formats.plural(left, {
      one: `Você ainda tem ${left} código de recuperação.`,
      other: `Você ainda tem ${left} códigos de recuperação.`,
    })
  },
  addDevice:
    'Você perdeu seu dispositivo? Adicione um novo aqui para usar o código dele na próxima vez que entrar.',
  addDeviceMissing:
    'Adicione um dispositivo agora para usar o código dele na próxima vez que entrar.',
  add: 'Adicionar um novo dispositivo',
  getNew: 'Depois de entrar, obtenha novos códigos na sua conta:',
  getNewElsewhere: 'Obtenha novos códigos antes de precisar deles.',
  goOn: (application) => `Continuar em ${application}`,
}

export const recoveryCodesOver: Texts['recoveryCodesOver'] = {
  heading: 'Seus códigos de recuperação não são mais mostrados',
  lead: 'Eles foram criados para sua conta e funcionam. A página os mostra só por pouco tempo, para que ninguém os encontre em uma tela aberta.',
  getNew: 'Se você não os salvou, obtenha novos na sua conta depois de entrar:',
  getNewElsewhere: 'Se você não os salvou, obtenha novos antes de precisar deles.',
}
