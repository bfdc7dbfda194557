import type { ActionTexts, ReasonTexts } from '../codes.ts'
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

export const selectAccount: Texts['selectAccount'] = {
  heading: 'アカウントの選択',
  same: (account) => `${account}で続ける`,
  other: '別のアカウントを使う',
  otherHint: (account) =>
    `別のアカウントでログインすると、このブラウザーで${account}はログアウトされます。`,
}

export const reasons: ReasonTexts = {
  account_protected: (application) =>
    `${application}にログインするには、コードも入力してください。アカウントは2つ目の確認で保護されています。`,
  application_asks: (application) =>
    `続けるには、${application}にコードが必要です。このアプリケーションは2つ目の確認を求めています。`,
  too_old: (application) =>
    `${application}で続けるには、新しいコードを入力してください。引き続きご本人であることを確認しています。`,
}

export const actions: ActionTexts = {
  open_account: 'アカウント管理を開くには、ご本人であることの確認が必要です。',
  change_password: 'パスワードを変更するには、ご本人であることの確認が必要です。',
  change_email: 'メールアドレスを変更するには、ご本人であることの確認が必要です。',
  choose_language: '言語を選ぶには、ご本人であることの確認が必要です。',
  add_device: 'デバイスを追加するには、ご本人であることの確認が必要です。',
  rename_device: 'デバイスの名前を変更するには、ご本人であることの確認が必要です。',
  remove_device: 'デバイスを削除するには、ご本人であることの確認が必要です。',
  report_lost_device: 'デバイスの紛失を届け出るには、ご本人であることの確認が必要です。',
  see_recovery_codes: 'リカバリーコードを見るには、ご本人であることの確認が必要です。',
  make_recovery_codes: '新しいリカバリーコードを作成するには、ご本人であることの確認が必要です。',
  turn_off: '2要素認証をオフにするには、ご本人であることの確認が必要です。',
  delete_account: 'アカウントを削除するには、ご本人であることの確認が必要です。',
  end_sessions: 'ほかのブラウザーからログアウトするには、ご本人であることの確認が必要です。',
  remove_access: 'アプリケーションのアクセスを取り消すには、ご本人であることの確認が必要です。',
  forget_browsers: 'ブラウザーの信頼を取り消すには、ご本人であることの確認が必要です。',
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
