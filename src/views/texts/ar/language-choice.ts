import type { Texts } from '../../texts.ts'

export const languageChoice: Texts['languageChoice'] = {
  heading: 'اللغة',
  lead: 'اختر لغة صفحاتنا ورسائلنا.',
  browser: 'لغة متصفحي',
  browserNow: (language) => `حاليًا: ${language}`,
  submit: 'حفظ',
  saved: 'تم الحفظ. الصفحات والرسائل الآن بالعربية.',
  savedBrowser: 'تم الحفظ. من الآن فصاعدًا تتبع الصفحات لغة متصفحك.',
}
