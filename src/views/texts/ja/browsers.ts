import type { Texts } from '../../texts.ts'

type Trusted = Texts['trusted']

export const trust: Trusted['trust'] = {
  label: (lifetime) => `このブラウザーで今後${lifetime}はコードを求めない`,
  hint: 'ほかの人も使うコンピューターでは選ばないでください。',
}

export const browserNames: Trusted['browserNames'] = {
  both: (browser, system) => `${browser}（${system}）`,
  browser: (browser) => browser,
  system: (system) => `${system}のブラウザー`,
  unknown: '不明なブラウザー',
}

export const browsers: Trusted['browsers'] = {
  heading: '信頼済みのブラウザー',
  lead: (lifetime) =>
    `ご自身で選んだブラウザーでは、${lifetime}が過ぎるまでパスワードだけでログインできます。アプリケーションがコードを求めることはあります。`,
  here: 'このブラウザー',
  trusted: '信頼した日:',
  until: '期限:',
  lastUsed: '最後の使用:',
  address: 'アドレス:',
  forget: '信頼を解除',
  forgetAll: 'すべての信頼を解除',
  empty: '信頼済みのブラウザーはありません。',
  emptyHint:
    'コードを入力してログインするときに、そのブラウザーでは次からコードを求めないように選べます。',
  ended:
    '新しいパスワードの設定、新しいリカバリーコードの作成、またはデバイスの追加や削除を行うと、すべてのブラウザーの信頼が解除されます。',
  done: {
    forgotten: (name) =>
      `${name}の信頼を解除しました。このブラウザーでのログインには、再びコードが必要です。`,
    all_forgotten: 'すべてのブラウザーの信頼を解除しました。ログインには、再びコードが必要です。',
  },
}

export const browserForget: Trusted['browserForget'] = {
  heading: (name) => `${name}の信頼を解除しますか？`,
  headingHere: 'このブラウザーの信頼を解除しますか？',
  headingAll: 'すべてのブラウザーの信頼を解除しますか？',
  lead: 'そのブラウザーでのログインには、再びコードが必要になります。',
  leadHere:
    'このブラウザーでのログインには、再びコードが必要になります。ここから先に進むときにも必要です。',
  leadAll: 'このブラウザーを含むすべてのブラウザーで、ログインに再びコードが必要になります。',
  submit: '信頼を解除',
  submitAll: 'すべての信頼を解除',
  keep: '解除しない',
  keepAll: '解除しない',
}
