import type { PermissionTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

export const permissions: PermissionTexts = {
  openid: 'アカウントの識別子を見る',
  profile: '名前とプロフィールを見る',
  email: 'メールアドレスを見る',
  phone: '電話番号を見る',
  address: '住所を見る',
  offline_access: '不在の間もこのアクセスを保つ',
  name: '名前を見る',
  email_verified: 'メールアドレスを見る',
  phone_number: '電話番号を見る',
  birthdate: '生年月日を見る',
  groups: '所属しているグループを見る',
  acr: 'ログインした方法と時刻を見る',
  amr: 'ログインした方法と時刻を見る',
  auth_time: 'ログインした方法と時刻を見る',
}

export const consent: Texts['consent'] = {
  heading: (application) => `${application}を許可しますか？`,
  lead: (application) => `${application}が求めていること:`,
  api: (resource) => `${resource}で：`,
  destination: (host) => `この後、${host}に戻ります。`,
  lasts: 'この許可は、アカウントのページで取り消すまで有効です。',
  website: 'ウェブサイト:',
  allow: '許可する',
  deny: '許可しない',
}
