import { createFormats, type LanguageFacts } from '../format.ts'

export const language: LanguageFacts = {
  tag: 'zh-Hans',
  name: '简体中文',
  direction: 'ltr',
  locale: 'zh-Hans',
}

export const formats = createFormats('zh-Hans', language.locale)
