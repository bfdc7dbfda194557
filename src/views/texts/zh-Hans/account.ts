import type { PlaceTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

const places: PlaceTexts = {
  security: '安全',
  password: '密码',
  sessions: '登录会话',
  applications: '应用',
  activity: '活动记录',
  language: '语言',
}

export const account: Texts['account'] = {
  application: '您的账户',
  menu: '您的账户',
  places,
  signOut: '退出登录',
}
