import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const checkUp: Texts['checkUp'] = {
  heading: 'アカウントの安全性を高める',
  protectedBy: (list) => `現在の保護：${list}。`,
  safeguards: {
    password: 'パスワード',
    email_verified: '確認済みのメールアドレス',
    devices: (count) => formats.plural(count, { other: `デバイス${count}台` }),
    recovery_codes: (count) => formats.plural(count, { other: `リカバリーコード${count}個` }),
  },
  gaps: {
    no_device: 'デバイスがありません。パスワードだけでアカウントに入れる状態です。',
    one_device: 'デバイスが1台だけです。もう1台あれば、紛失してもログインできます。',
    no_codes: '使えるリカバリーコードがありません。デバイスがないとログインできません。',
    few_codes: (count) =>
      formats.plural(count, { other: `リカバリーコードは残り${count}個です。` }),
    email_unverified: 'メールアドレスが確認されていません。',
    trusted_for_long: (count) =>
      formats.plural(count, { other: `${count}件のブラウザーを30日を超えて信頼しています。` }),
    signed_in_elsewhere: (count) =>
      formats.plural(count, { other: `ほかに${count}件のブラウザーでログイン中です。` }),
  },
  verify: 'アドレスを確認する',
}
