import type { Texts } from '../../texts.ts'

export const languageChoice: Texts['languageChoice'] = {
  heading: '言語',
  lead: 'ページとメールの言語を選んでください。',
  browser: 'ブラウザーの言語',
  browserNow: (language) => `現在: ${language}`,
  submit: '保存',
  saved: '保存しました。ページとメールは日本語になりました。',
  savedBrowser: '保存しました。今後、ページはブラウザーの言語で表示されます。',
}
