import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const common: Texts['common'] = {
  title: (heading, product) => `${heading} – ${product}`,
  failedTitle: (title) => `エラー: ${title}`,
  account: 'アカウント',
  continue: '次へ',
  cancel: 'キャンセル',
  notNow: '今はしない',
  back: '戻る',
  password: 'パスワード',
  show: '表示',
  hide: '非表示',
  showPassword: 'パスワードを表示',
  hidePassword: 'パスワードを非表示',
  code: (digits) => `${formats.either(digits)}桁のコード`,
  sentWithLastDigit: '最後の数字を入力すると送信されます。',
  waitOver: 'もう一度お試しいただけます。',
}
