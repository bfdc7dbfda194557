import type { Texts } from '../../texts.ts'

export const languageChoice: Texts['languageChoice'] = {
  heading: '语言',
  lead: '请选择我们的页面和邮件所用的语言。',
  browser: '我的浏览器的语言',
  browserNow: (language) => `目前为：${language}`,
  submit: '保存',
  saved: '已保存。页面和邮件现在使用简体中文。',
  savedBrowser: '已保存。从现在起，页面将使用您浏览器的语言。',
}
