import type { ReasonTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

export const signIn: Texts['signIn'] = {
  heading: 'ログイン',
  headingPassword: 'パスワードを入力してください',
  headingPasswordAndCode: 'パスワードとコードを入力してください',
  lead: (application) => `${application}に進みます`,
  headingAgain: 'ご本人であることの確認',
  leadAgain: (application) => `${application}がもう一度ログインを求めています。`,
  login: '名前またはメールアドレス',
  otherName: '別の名前でログイン',
  code: 'コード',
  codeHint: '認証アプリに表示されている6桁の数字、またはリカバリーコードのいずれか1つです。',
}

export const reasons: ReasonTexts = {
  account_protected: (application) => `${application}に進むまで、あと1ステップです`,
  application_asks: (application) => `${application}が2つ目の確認を求めています。`,
  too_old: (application) => `${application}がご本人かどうかを確認しています。`,
}

export const code: Texts['code'] = {
  heading: 'コードを入力してください',
  hint: 'お使いのいずれかのデバイスで認証アプリを開いてください。',
  help: 'コードが使えない場合',
  helpTime:
    'コードの有効時間は約30秒です。スマートフォンの時刻は自動設定にしておく必要があります。',
  toRecovery: 'リカバリーコードを使う',
  helpRecovery: 'どのデバイスも手元にない場合は、リカバリーコードを使ってください。',
  helpLost: 'どのデバイスも手元にない場合は、管理者にご相談ください。',
}

export const signOut: Texts['signOut'] = {
  heading: 'ログアウトしますか？',
  lead: (product) => `このブラウザーで${product}からログアウトします。`,
  leadApplication: (application, product) =>
    `${application}が、このブラウザーで${product}からログアウトするよう求めています。`,
  yes: 'ログアウト',
  no: 'ログインしたままにする',
}
