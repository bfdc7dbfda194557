import type { PlaceTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

const places: PlaceTexts = {
  security: 'セキュリティ',
  password: 'パスワード',
  sessions: 'ログイン中',
  applications: 'アプリケーション',
  activity: '履歴',
  language: '言語',
}

export const account: Texts['account'] = {
  application: 'アカウント管理',
  menu: 'アカウント管理',
  places,
  signOut: 'ログアウト',
}
