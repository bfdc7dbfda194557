import type { ActivityTexts } from '../activity-texts.ts'
import type { Texts } from '../../texts.ts'

/** Nobody is named as the one who did it: it may have been somebody else. */
const facts: ActivityTexts = {
  signed_in: () => 'ログインがありました',
  stepped_up: () => 'ご本人であることが確認されました',
  password_wrong: () => 'パスワードが違いました',
  password_refused: () => '試行回数が多すぎるため、パスワードは確認されませんでした',
  password_alone: () => 'パスワードは正しく入力されましたが、ログインは完了していません',
  code_wrong: () => 'コードが違いました',
  code_replayed: () => '同じコードがもう一度送信されました',
  code_refused: () => '試行回数が多すぎるため、コードは確認されませんでした',
  recovery_code_wrong: () => 'リカバリーコードが違いました',
  recovery_code_refused: () => '試行回数が多すぎるため、リカバリーコードは確認されませんでした',
  recovery_code_used: ({ remaining }) => `リカバリーコードが使われました（残り${remaining}個）`,
  setup_code_wrong: () => '新しいデバイスのコードが違いました',
  device_begun: ({ name }) => `デバイス「${name}」の設定が開始されました`,
  device_added: ({ name }) => `デバイス「${name}」が追加されました`,
  device_renamed: ({ name }) => `デバイスの名前が「${name}」に変更されました`,
  device_removed: ({ name }) => `デバイス「${name}」が削除されました`,
  recovery_codes_issued: () => 'リカバリーコードが作成されました',
  recovery_codes_regenerated: () =>
    '新しいリカバリーコードが作成され、以前のコードは使えなくなりました',
  recovery_codes_seen: () => 'リカバリーコードが表示されました',
  second_factor_off: () => '2要素認証がオフになりました',
  second_factor_reset: () => '管理者が2要素認証をリセットしました',
  browser_trusted: () => 'ブラウザーが信頼され、コードを求められなくなりました',
  browser_forgotten: () => 'ブラウザーの信頼が解除されました',
  browsers_forgotten: ({ count }) => `${count}個のブラウザーの信頼が解除されました`,
  password_changed: () => 'パスワードが変更されました',
  password_reset: () => 'メールのリンクから新しいパスワードが設定されました',
  password_set_by_administrator: () => '管理者が新しいパスワードを設定しました',
  password_reset_asked: () => '新しいパスワードを設定するためのリンクが要求されました',
  sessions_ended: ({ count }) => `${count}個のブラウザーでログアウトされました`,
  sessions_over_limit: () => 'ログイン中のブラウザーが多すぎたため、古いログインを終了しました',
  application_revoked: ({ application }) => `${application}のアクセス権が取り消されました`,
}

export const activity: Texts['activity'] = {
  heading: '履歴',
  lead: '過去180日間にアカウントで起きたことです。心当たりのないものがある場合は、新しいパスワードを設定し、デバイスを確認してください。',
  facts,
  empty: 'まだ何も記録されていません。',
  nothingEarlier: 'これより前の記録はありません。',
  earlier: '以前の履歴',
  latest: '最新の履歴に戻る',
  failed: '失敗',
  changed: '変更',
  to: (application) => `アプリケーション: ${application}`,
  by: (methods) => `確認方法: ${methods}`,
  methods: {
    password: 'パスワード',
    totp: 'コード',
    recovery_code: 'リカバリーコード',
  },
  from: (address) => `アドレス: ${address}`,
  browserOnSystem: (browser, system) => `${browser}（${system}）`,
  unknownBrowser: '不明なブラウザー',
  filter: '表示',
  filters: { all: 'すべて', sign_ins: 'ログイン', changes: '変更', failures: '失敗' },
  noneOfKind: '該当する記録はありません。',
  suspicious: 'ほかの人による可能性があります。',
  times: (told, count) => `${told}（${count}回）`,
  first: '初回:',
  device: (device) => `「${device}」のコード`,
  notMe: '心当たりがない',
}

export const notMe: Texts['notMe'] = {
  heading: '心当たりがない場合',
  lead: 'ほかの人があなたのアカウントに入れる可能性があります。今すぐ、次の順に行ってください。',
  sessions: {
    title: 'ほかのすべての場所でログアウトする',
    hint: 'ほかのブラウザーでログインしている人はログアウトされます。',
    link: 'ほかの場所でログアウト',
  },
  password: {
    title: 'パスワードを変更する',
    hint: 'ほかで使っていないパスワードを選んでください。',
    link: 'パスワードを変更',
  },
  devices: {
    title: 'デバイスを確認する',
    hint: '心当たりのないデバイスはすべて削除し、ご自分のデバイスがない場合は追加してください。',
    link: 'デバイスを確認',
  },
  codes: {
    title: '新しいリカバリーコードを作成する',
    hint: '以前のコードは誰かに見られた可能性があります。作成すると使えなくなります。',
    link: '新しいコードを作成',
  },
  browsers: {
    title: '信頼したブラウザーを確認する',
    hint: '心当たりのないブラウザーの信頼を取り消してください。',
    link: 'ブラウザーを見る',
  },
  history: '履歴に戻る',
}
