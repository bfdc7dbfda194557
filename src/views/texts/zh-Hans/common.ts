import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const common: Texts['common'] = {
  title: (heading, product) => `${heading} – ${product}`,
  failedTitle: (title) => `错误：${title}`,
  account: '账户',
  continue: '继续',
  cancel: '取消',
  notNow: '暂不',
  back: '返回',
  password: '密码',
  show: '显示',
  hide: '隐藏',
  showPassword: '显示密码',
  hidePassword: '隐藏密码',
  code: (digits) => `${formats.either(digits)} 位数字的验证码`,
  sentWithLastDigit: '输入最后一位后会自动提交。',
  waitOver: '您现在可以重试了。',
}
