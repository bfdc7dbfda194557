import type { PasswordTexts } from '../password-texts.ts'
import { formats } from './language.ts'

export const passwords: PasswordTexts = {
  change: {
    heading: 'パスワード',
    confirm: 'まず、ご本人であることを確認します。そのあとで新しいパスワードを設定します。',
    lead: '新しいパスワードにすると、このブラウザー以外ではすべてログアウトします。',
    present: '現在のパスワード',
    code: 'アプリのコードまたはリカバリーコード',
    new: '新しいパスワード',
    submit: 'パスワードを変更',
    changed: 'パスワードを変更しました。ほかの場所ではすべてログアウトしました。',
  },
  forgot: {
    link: 'パスワードをお忘れですか？',
    heading: '新しいパスワードを設定',
    lead: (minutes) =>
      `アカウントの名前またはメールアドレスを入力してください。${formats.duration(minutes * 60)}有効なリンクをお送りします。`,
    missing: 'アカウントの名前またはメールアドレスを入力してください。',
    back: 'ログイン画面に戻る',
    submit: 'リンクを送信',
  },
  reset: {
    heading: '新しいパスワードを選んでください',
    lead: 'すべての場所でログアウトします。デバイスとリカバリーコードはそのままです。',
    submit: 'パスワードを設定',
  },
  told: {
    asked: {
      heading: 'メールをご確認ください',
      lead: (login, minutes) =>
        `「${login}」というアカウントがある場合は、登録されているアドレスにメールをお送りしました。メールのリンクは${formats.duration(minutes * 60)}有効です。`,
      nothing:
        '数分たってもメールが届かない場合は、迷惑メールフォルダーを調べ、名前に誤りがないことをご確認ください。アカウントにアドレスが登録されていない場合は、管理者にご相談ください。',
      link: 'もう一度送信を求める',
    },
    changed: {
      heading: 'パスワードを変更しました',
      lead: 'ログイン中だったすべての場所でログアウトしました。新しいパスワードでログインしてください。',
      link: 'ログイン',
      linkTo: (application) => `${application}にログイン`,
    },
    expired: {
      heading: 'このリンクはもう使えません',
      lead: (minutes) =>
        `リンクの有効時間は${formats.duration(minutes * 60)}で、使えるのは1回だけです。また、最新のリンクだけが有効です。まだ必要な場合は、新しいリンクを取得してください。`,
      link: '新しいリンクを取得',
    },
    outdated: {
      heading: 'このフォームは古くなっています',
      lead: '別のブラウザーで、またはしばらく前に開かれたため、何も変更されていません。',
      link: '開き直す',
    },
  },
  newHint: (shortest) =>
    `${shortest}文字以上にしてください。いくつかの単語を並べると、覚えやすく、推測されにくくなります。`,
  errors: {
    too_short: ({ shortest }) => `短すぎます。${shortest}文字以上にしてください。`,
    too_long: ({ longest }) => `長すぎます。${longest}文字以内にしてください。`,
    common: () => 'よく使われていて推測されやすいパスワードです。別のパスワードを選んでください。',
    own_words: () =>
      'ほとんどが、あなたの名前やアドレス、このサービスの名前でできており、推測されやすいものです。別のパスワードを選んでください。',
    unchanged: () => '現在のパスワードと同じです。別のパスワードを選んでください。',
    either_wrong: () => 'コードが違います。アプリに今表示されているコードを入力してください。',
    either_malformed: () =>
      'アプリのコードでもリカバリーコードでもありません。コード全体を入力してください。',
    recovery_code_used: () => 'そのリカバリーコードは使用済みです。別のコードを使ってください。',
  },
}
