import type { Texts } from '../../texts.ts'

export const connect: Texts['connect'] = {
  heading: 'Conectar um dispositivo',
  lead: 'Digite o código que sua televisão, seu console ou sua linha de comando mostra.',
  code: 'Código no dispositivo',
  errors: {
    unknown: 'Esse código não é conhecido. Compare-o com o que o dispositivo mostra.',
    expired: 'Esse código expirou. Peça um novo no dispositivo.',
    declined: 'Nada foi conectado. Se ainda quiser conectar, peça um novo código no dispositivo.',
    outdated: 'Esta página não era mais válida. Digite o código novamente.',
    refused:
      'Nada foi conectado. O aplicativo pede uma entrada mais segura do que esta conta pode oferecer.',
    used: 'Esse código só pode ser usado uma vez. Peça um novo no dispositivo.',
    other_account:
      'Nada foi conectado. O dispositivo pede uma conta diferente daquela em que você entrou.',
    impossible: 'Nada foi conectado. O dispositivo pede algo que não é possível aqui.',
  },
  confirmHeading: (application) => `Conectar ${application}?`,
  confirmLead: 'Seu dispositivo mostra este código?',
  from: (address) => `Ele foi pedido a partir do endereço ${address}.`,
  warning:
    'Continue apenas se o dispositivo estiver na sua frente. Caso contrário, quem enviou este código a você entraria na sua conta.',
  yes: 'Conectar',
  no: 'Não conectar',
}
