import type { LinkTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

export const links: LinkTexts = {
  back_to_application: (name) => (name === undefined ? 'Voltar ao aplicativo' : `Voltar a ${name}`),
  sign_in_again: () => 'Entrar de novo',
  account: () => 'Sua conta',
  sign_out: () => 'Sair',
  home: () => 'Página inicial',
  demo: () => 'Aplicativo de demonstração',
  mails: () => 'E-mails',
  metadata: () => 'Metadados do provedor',
}

export const linkHints: LinkTexts = {
  back_to_application: () => 'De onde você veio',
  sign_in_again: () => 'Com a mesma conta ou com outra',
  account: () => 'Autenticação de dois fatores e seus dispositivos',
  sign_out: () => 'Encerrar a sessão neste navegador',
  home: () => 'O que é isto',
  demo: () => 'Ver uma entrada com e sem segundo fator',
  mails: () => 'O que teria sido enviado, enquanto não há servidor de e-mail configurado',
  metadata: () => 'Para quem desenvolve: pontos de acesso e o que é suportado',
}

export const landing: Texts['landing'] = {
  heading: 'Serviço de entrada',
  lead: 'Os aplicativos enviam você para cá para entrar e depois levam você de volta. Raramente você precisa vir aqui diretamente.',
  links: 'Para onde ir',
  issuer: 'Emissor:',
}
