import type { Texts } from '../../texts.ts'

export const languageChoice: Texts['languageChoice'] = {
  heading: 'Idioma',
  lead: 'Elija el idioma de nuestras páginas y correos.',
  browser: 'El idioma de mi navegador',
  browserNow: (language) => `Ahora mismo: ${language}`,
  submit: 'Guardar',
  saved: 'Guardado. Las páginas y los correos están ahora en español.',
  savedBrowser: 'Guardado. A partir de ahora, las páginas siguen a su navegador.',
}
