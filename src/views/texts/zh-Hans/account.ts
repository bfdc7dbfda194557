import type { Texts } from '../../texts.ts'

export const account: Texts['account'] = {
  application: '您的账户',
  menu: '您的账户',
  security: '安全',
  signOut: '退出登录',
}
