import type { Texts } from '../../texts.ts'

export const forward: Texts['forward'] = {
  toApplication: (application) => `${application}に戻る`,
  toApplicationLead: (application) =>
    `${application}に戻ります。何も起こらない場合は、「次へ」を選択してください。`,
  signOut: 'ログアウト',
  signOutLead: 'このブラウザーではログインしていません。「次へ」を選択してください。',
  switchAccount: 'アカウントの切り替え',
  switchAccountLead:
    'このブラウザーでは別のアカウントにログインしています。先にそのアカウントからログアウトします。',
  connect: 'デバイスを接続する',
  connectLead: '「次へ」を選択すると、接続を求めているアプリケーションが表示されます。',
}
