/** The page on which people choose what they read. */
export const languageChoice = {
  heading: 'Language',
  lead: 'Choose the language of our pages and mails.',
  browser: 'The language of my browser',
  browserNow: (language: string) => `At the moment: ${language}`,
  submit: 'Save',
  saved: 'Saved. Pages and mails are now in English.',
  savedBrowser: 'Saved. From now on, pages follow your browser.',
}
