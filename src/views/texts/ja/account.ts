import type { Texts } from '../../texts.ts'

export const account: Texts['account'] = {
  application: 'アカウント管理',
  menu: 'アカウント管理',
  security: 'セキュリティ',
  signOut: 'ログアウト',
}
