import type { Texts } from '../../texts.ts'

export const trust: Texts['trusted']['trust'] = {
  label: (lifetime) => `Não pedir um código neste navegador por ${lifetime}`,
  hint: 'Não marque em um computador que outras pessoas também usam.',
}

export const browserNames: Texts['trusted']['browserNames'] = {
  both: (browser, system) => `${browser} em ${system}`,
  browser: (browser) => browser,
  system: (system) => `Um navegador em ${system}`,
  unknown: 'Navegador desconhecido',
}

export const browsers: Texts['trusted']['browsers'] = {
  heading: 'Navegadores confiáveis',
  lead: (lifetime) =>
    `Nos navegadores confiáveis, sua senha basta para entrar por ${lifetime}. Os aplicativos ainda podem pedir um código.`,
  here: 'Este navegador',
  trusted: 'Confiável desde',
  until: 'Até',
  lastUsed: 'Último uso em',
  address: 'Do endereço',
  forget: 'Esquecer',
  forgetAll: 'Esquecer todos',
  empty: 'Nenhum navegador confiável.',
  emptyHint:
    'Ao digitar um código para entrar, você pode escolher que ele não seja mais pedido nesse navegador.',
  ended:
    'Uma nova senha, novos códigos de recuperação ou qualquer dispositivo que você adicionar ou remover põem fim a isso em todos os navegadores.',
  done: {
    forgotten: (name) => `${name} foi esquecido. Para entrar nele, um código volta a ser pedido.`,
    all_forgotten:
      'Todos os navegadores foram esquecidos. Para entrar, um código volta a ser pedido.',
  },
}

export const browserForget: Texts['trusted']['browserForget'] = {
  heading: (name) => `Esquecer ${name}?`,
  headingHere: 'Esquecer este navegador?',
  headingAll: 'Esquecer todos os navegadores?',
  lead: 'Para entrar nele, um código voltará a ser pedido.',
  leadHere:
    'Para entrar aqui, um código voltará a ser pedido, e também para continuar a partir daqui.',
  leadAll: 'Para entrar, um código voltará a ser pedido em cada um deles, e neste também.',
  submit: 'Esquecer',
  submitAll: 'Esquecer todos',
  keep: 'Manter',
  keepAll: 'Manter todos',
}
