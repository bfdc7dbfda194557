import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const sessions: Texts['sessions'] = {
  heading: 'Sessões',
  lead: 'Se você não reconhecer um destes navegadores, encerre a sessão dele e altere sua senha.',
  browser: (browser, system) => `${browser} em ${system}`,
  unknownBrowser: 'Navegador desconhecido',
  current: 'Este navegador',
  address: 'Endereço',
  device: 'Código de',
  signedIn: 'Entrada',
  lastUsed: 'Último uso',
  applications: 'Usado para',
  onlyAccount: 'Apenas estas páginas',
  end: 'Encerrar a sessão',
  endOthers: 'Encerrar todas as outras sessões',
  endOthersHint:
    'Será preciso entrar de novo em todos os outros navegadores. Os aplicativos que agem por você enquanto está ausente mantêm o acesso.',
  alone: 'Você não tem nenhuma outra sessão aberta.',
  shown: (count) =>
    formats.plural(count, {
      one: `Só é mostrado o último navegador usado (${count}).`,
      other: `Só são mostrados os últimos ${count} navegadores usados.`,
    }),
  ended: (count) =>
    count === 0
      ? 'Essa sessão já estava encerrada.'
      : formats.plural(count, {
          one: 'A sessão no navegador foi encerrada.',
          other: `As sessões em ${count} navegadores foram encerradas.`,
        }),
}

export const applications: Texts['applications'] = {
  heading: 'Aplicativos',
  lead: 'Os aplicativos a que você deu acesso, e o que cada um pode ver ou fazer.',
  empty: 'Nenhum aplicativo tem acesso.',
  emptyHint: 'Quando você entrar em um aplicativo com esta conta, ele aparecerá aqui.',
  website: 'Site do aplicativo:',
  since: 'Desde',
  firstParty: 'Pertence a este serviço e não pede permissão.',
  revoke: 'Remover o acesso',
  revoked: (application) => `“${application}” não tem mais acesso à sua conta.`,
}

export const applicationRevoke: Texts['applicationRevoke'] = {
  heading: (application) => `Remover o acesso de “${application}”?`,
  lead: 'Ele não recebe mais nada da sua conta até você entrar nele de novo e permitir o acesso.',
  leadFirstParty:
    'Ele não recebe mais nada da sua conta até você entrar nele de novo. Como pertence a este serviço, não será preciso permitir o acesso.',
  hint: 'Ele pode continuar mostrando sua sessão como aberta por algum tempo. Saia dele também.',
  submit: 'Remover o acesso',
  keep: 'Manter',
}
