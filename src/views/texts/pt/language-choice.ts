import type { Texts } from '../../texts.ts'

export const languageChoice: Texts['languageChoice'] = {
  heading: 'Idioma',
  lead: 'Escolha o idioma das nossas páginas e e-mails.',
  browser: 'O idioma do meu navegador',
  browserNow: (language) => `No momento: ${language}`,
  submit: 'Salvar',
  saved: 'Salvo. As páginas e os e-mails agora estão em português.',
  savedBrowser: 'Salvo. A partir de agora, as páginas seguem seu navegador.',
}
