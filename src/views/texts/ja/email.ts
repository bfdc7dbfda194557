import type { EmailTexts } from '../email-texts.ts'
import { formats } from './language.ts'

export const email: EmailTexts = {
  heading: 'メールアドレス',
  link: 'メールアドレスを変更',
  none: 'このアカウントにはメールアドレスがないため、アカウントに関するメールは送信されません。',
  verified: (address) =>
    `アカウントに関するメールは${address}に送信されます。アドレスは確認済みです。`,
  unverified: (address) =>
    `アカウントに関するメールは${address}に送信されます。アドレスはまだ確認されていません。`,
  next: '新しいメールアドレス',
  hint: (minutes) =>
    `そのアドレスにリンクを送信します。リンクは${formats.duration(minutes * 60)}有効で、開くとアドレスが使われるようになります。`,
  submit: 'リンクを送信',
  asked: (address, minutes) =>
    `${address}にリンクを送信しました。ログインしているブラウザーで${formats.duration(minutes * 60)}以内に開いてください。届かない場合は、迷惑メールフォルダーを確認してください。`,
  changed: (address) => `メールアドレスは${address}になりました。`,
  errors: {
    invalid: 'メールアドレスではありません。ann@example.comのように入力してください。',
    unchanged: 'すでに確認済みのアドレスです。',
    too_many: '1時間以内に何度もリンクを送信しました。しばらくしてからもう一度お試しください。',
  },
  confirm: {
    heading: 'メールアドレスの確認',
    lead: (address) => `アカウントに関するメールは${address}に送信されるようになります。`,
    submit: 'このアドレスを確認する',
  },
  undo: {
    heading: 'メールアドレスの変更の取り消し',
    lead: (address) => `アカウントに関するメールは再び${address}に送信されるようになります。`,
    leadWithout: 'アカウントに関するメールは新しいアドレスに送信されなくなります。',
    submit: '変更を取り消す',
  },
  told: {
    expired: {
      heading: 'このリンクは使えません',
      lead: 'すでに使われたか、古すぎるか、別のアカウントのものです。何も変更されていません。',
      link: 'アカウントへ',
    },
    undone: {
      heading: '変更を取り消しました',
      lead: 'アドレスは元に戻りました。ご自身で変更したものでない場合は、ほかの人があなたのアカウントに入れる状態です。今すぐ新しいパスワードを設定してください。',
      link: '新しいパスワードを設定',
    },
    outdated: {
      heading: 'このフォームは古くなっています',
      lead: '別のブラウザーで、またはしばらく前に開かれたため、何も変更されていません。',
      link: 'もう一度開く',
    },
  },
}
