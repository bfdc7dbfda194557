import type { Texts } from '../../texts.ts'

export const sessions: Texts['sessions'] = {
  heading: 'ログイン中の場所',
  lead: '心当たりのないブラウザーがある場合は、そのブラウザーをログアウトさせ、パスワードを変更してください。',
  browser: (browser, system) => `${browser}（${system}）`,
  unknownBrowser: '不明なブラウザー',
  current: 'このブラウザー',
  address: 'アドレス',
  device: 'コードのデバイス',
  signedIn: 'ログイン日時',
  lastUsed: '最後の使用',
  applications: '利用先',
  onlyAccount: 'このアカウント管理のみ',
  end: 'ログアウト',
  endOthers: 'ほかのすべての場所でログアウト',
  endOthersHint:
    'ほかのすべてのブラウザーで、もう一度ログインが必要になります。不在の間にあなたの代わりに動くアプリケーションのアクセス権は、そのまま残ります。',
  alone: 'ほかにログイン中の場所はありません。',
  shown: (count) => `最後に使われた${count}個のブラウザーだけを表示しています。`,
  ended: (count) =>
    count === 0 ? 'すでにログアウトしていました。' : `${count}個のブラウザーでログアウトしました。`,
}

export const applications: Texts['applications'] = {
  heading: 'アプリケーション',
  lead: 'アクセスを許可したアプリケーションと、それぞれに許可されている内容です。',
  empty: 'アクセスできるアプリケーションはありません。',
  emptyHint: 'このアカウントでアプリケーションにログインすると、ここに表示されます。',
  website: 'ウェブサイト:',
  since: '開始日:',
  firstParty: 'このサービスの一部で、許可を求めません。',
  revoke: 'アクセス権を取り消す',
  revoked: (application) => `「${application}」は、もうあなたのアカウントにアクセスできません。`,
}

export const applicationRevoke: Texts['applicationRevoke'] = {
  heading: (application) => `「${application}」のアクセス権を取り消しますか？`,
  lead: 'このアプリケーションにもう一度ログインして許可するまで、アカウントの情報は渡されません。',
  leadFirstParty:
    'このアプリケーションにもう一度ログインするまで、アカウントの情報は渡されません。このサービスの一部なので、許可は求められません。',
  hint: 'しばらくの間、ログイン中と表示されることがあります。アプリケーションでもログアウトしてください。',
  submit: 'アクセス権を取り消す',
  keep: '取り消さない',
}
