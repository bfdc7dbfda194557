import type { Texts } from '../../texts.ts'

export const languageChoice: Texts['languageChoice'] = {
  heading: 'Langue',
  lead: 'Choisissez la langue de nos pages et de nos e-mails.',
  browser: 'La langue de mon navigateur',
  browserNow: (language) => `En ce moment\u202f: ${language}`,
  submit: 'Enregistrer',
  saved: 'Enregistré. Les pages et les e-mails sont maintenant en français.',
  savedBrowser: 'Enregistré. Désormais, les pages suivent votre navigateur.',
}
