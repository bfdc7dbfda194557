import type { DoneTexts, StatusTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const deviceAdd: Texts['deviceAdd'] = {
  heading: 'デバイスを追加',
  lead: 'ログインするときに、そのデバイスのアプリに表示されるコードを入力します。',
  headingAsked: '2つ目の確認を設定してください',
  apps: 'スマートフォンに認証アプリが必要です。Google Authenticator、Microsoft Authenticator、FreeOTPのほか、時刻ベースのコード（TOTP）に対応したアプリなら何でも使えます。',
  leadAsked: (application) =>
    `${application}には、パスワードのほかに、スマートフォンのアプリが表示するコードが必要です。1分ほどで終わります。`,
  lost: (device) => `「${device}」を削除しました。そのコードはもう使えません。`,
  lostOff: (device) =>
    `「${device}」を削除しました。別のデバイスを追加するまで、2要素認証はオフになります。`,
  endedSessions: (count) =>
    count === 0
      ? 'ほかの場所ではログインしていませんでした。'
      : `ほかの${count}件のセッションを終了しました。`,
  name: 'デバイスの名前',
  nameHint: 'ほかのデバイスと区別するための名前です。例:「スマートフォン」「自宅のタブレット」',
  passwordHint: 'ご本人であることを確認するためです。',
}

export const deviceSetup: Texts['deviceSetup'] = {
  heading: (device) => `「${device}」を設定`,
  lead: '認証アプリをアカウントに登録します。',
  app: '認証アプリを開きます',
  appHint:
    'Google Authenticator、Microsoft Authenticator、FreeOTPのほか、時刻ベースのコード（TOTP）に対応したアプリなら何でも使えます。',
  link: 'アカウントをアプリに追加します',
  scan: 'このQRコードを読み取ります',
  qr: 'キーが入ったQRコード。同じキーがこのページに文字で示されています。',
  here: 'アプリはこのデバイスにありますか？',
  openApp: '認証アプリを開く',
  byHand: 'または、このキーをアプリに入力します',
  keyHint: 'キーに0、1、8、9は含まれません。そのように見えるものは英字です。',
  copy: 'コピー',
  copyKey: 'キーをコピー',
  copied: 'コピーしました',
  copyFailed: 'キーを選択してコピーしてください。',
  issuer: 'サービス',
  kind: '種類',
  kindValue: '時刻ベース',
  confirm: 'アプリに表示されたコードを入力します',
  submit: '確認',
  rename: '名前を変更',
}

export const done: DoneTexts = {
  staying: () => 'アカウントは残ります。何も削除されていません。',
  added: (device) =>
    `「${device}」を追加しました。今後は、パスワードとコードでログインしてください。`,
  added_another: (device) =>
    `「${device}」を追加しました。このデバイスのコードでログインできるようになりました。`,
  renamed: (device) => `デバイスの名前を「${device}」に変更しました。`,
  removed: (device) => `「${device}」を削除しました。そのコードはもう使えません。`,
  turned_off: () => '2要素認証をオフにしました。デバイスとリカバリーコードはもう使えません。',
  codes_made: () =>
    'リカバリーコードを作成しました。スマートフォンがなくても見られる場所に保管してください。',
  codes_renewed: () => '新しいリカバリーコードを作成しました。以前のコードはもう使えません。',
}

const status: StatusTexts = {
  pending: '最初のコードを待っています',
  confirmed: '確認済み',
}

export const devices: Texts['devices'] = {
  heading: '2要素認証',
  on: 'オン',
  onHint: 'ログインには、パスワードといずれかのデバイスのコードが必要です。',
  off: 'オフ',
  offHint: 'パスワードだけでアカウントに入れます。',
  list: 'お使いのデバイス',
  status,
  added: '追加日:',
  lastUsed: '最後の使用:',
  rename: '名前を変更',
  renameNamed: (device) => `「${device}」の名前を変更`,
  lost: 'このデバイスをなくした',
  lostNamed: (device) => `このデバイスをなくした: 「${device}」`,
  remove: '削除',
  removeNamed: (device) => `「${device}」を削除`,
  finish: '設定を完了',
  finishNamed: (device) => `「${device}」の設定を完了`,
  add: 'デバイスを追加',
  empty: 'デバイスはまだありません。',
  emptyHint:
    'パスワードは、推測されたり、盗まれたり、使い回されたりすることがあります。デバイスがあれば、パスワードを知られても、他人がログインすることはできません。必要なのは、スマートフォンの無料アプリだけです。',
  full: (limit) =>
    `アカウントの上限である${countOfDevices(limit)}が登録されています。別のデバイスを追加するには、1台削除してください。`,
}

export const deviceRename: Texts['deviceRename'] = {
  heading: (device) => `「${device}」の名前を変更`,
  lead: 'この名前はご自身にだけ表示されます。コードは変わりません。',
  name: '新しい名前',
  submit: '保存',
}

export const deviceRemove: Texts['deviceRemove'] = {
  heading: (device) => `「${device}」を削除しますか？`,
  lead: 'コードはすぐに使えなくなります。ほかのデバイスはそのままです。',
  submit: '削除',
  keep: '削除しない',
}

export const countOfDevices = (count: number): string =>
  formats.plural(count, { other: `${count}台のデバイス` })
