import type { Texts } from '../../texts.ts'

export const connect: Texts['connect'] = {
  heading: 'デバイスを接続する',
  lead: 'テレビ、ゲーム機、またはコマンドラインに表示されているコードを入力してください。',
  code: 'デバイスのコード',
  errors: {
    unknown: 'そのコードは見つかりません。デバイスの表示と見比べてください。',
    expired: 'そのコードは期限切れです。デバイスで新しいコードを取得してください。',
    declined: '何も接続されていません。接続する場合は、デバイスで新しいコードを取得してください。',
  },
  confirmHeading: (application) => `${application}を接続しますか？`,
  confirmLead: 'デバイスにこのコードが表示されていますか？',
  from: (address) => `このコードはアドレス${address}から要求されました。`,
  warning:
    'デバイスが目の前にある場合にだけ続けてください。そうでない場合、このコードを送ってきた人があなたのアカウントに入れてしまいます。',
  yes: '接続する',
  no: '接続しない',
}
