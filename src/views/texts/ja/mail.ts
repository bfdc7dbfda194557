import type { MailTexts } from '../mail-texts.ts'
import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

const inspect = 'その後、デバイスと履歴を確認し、心当たりのないものを削除してください。'

const ifYou = 'ご本人の操作であれば、何もする必要はありません。'

/** Two steps: shut out whoever has the password, then look at what they may have left. */
const notYou = [
  ifYou,
  '心当たりがない場合、ほかの人があなたのアカウントに入れる状態です。すぐに新しいパスワードを設定してください。設定すると、ログイン中のセッションは終了します。',
  inspect,
] as const

const administrator =
  'ご自身が依頼したものでない場合は、サービスの運営者に知らせ、アカウントを確認してください。'

const kinds: MailTexts = {
  device_added: {
    subject: 'アカウントにデバイスが追加されました',
    told: ({ name }) => [
      `「${name}」が追加されました。ログインの2つ目の確認に、このデバイスのコードが使えるようになりました。`,
    ],
    otherwise: notYou,
  },
  device_removed: {
    subject: 'アカウントからデバイスが削除されました',
    told: ({ name }) => [`「${name}」が削除されました。そのコードはもう使えません。`],
    otherwise: notYou,
  },
  recovery_code_used: {
    subject: 'アカウントのリカバリーコードが使われました',
    told: ({ remaining }) => [
      'リカバリーコードを使ったログインがありました。そのコードはもう使えません。',
      remaining === 0
        ? 'これが最後の1個でした。デバイスがなくても入れるように、新しいコードを作成してください。'
        : `リカバリーコードは残り${remaining}個です。`,
      ...(remaining === 0 ? [] : [ifYou]),
    ],
    otherwise: notYou.slice(1),
  },
  recovery_codes_regenerated: {
    subject: 'アカウントに新しいリカバリーコードが作成されました',
    told: () => ['新しいリカバリーコードが作成されました。以前に保存したコードはもう使えません。'],
    otherwise: notYou,
  },
  second_factor_off: {
    subject: '2要素認証がオフになりました',
    told: () => [
      '2要素認証がオフになり、パスワードだけでアカウントに入れるようになりました。',
      'アカウント管理のページで、もう一度オンにできます。',
    ],
    otherwise: notYou,
  },
  second_factor_reset: {
    subject: '管理者が2要素認証をリセットしました',
    told: () => [
      '管理者が、あなたのデバイスとリカバリーコードをすべて削除し、セッションを終了しました。',
      '現在はパスワードだけでアカウントに入れます。ログインして、もう一度デバイスを追加してください。',
    ],
    otherwise: [administrator],
  },
  password_changed: {
    subject: 'パスワードが変更されました',
    told: ({ byAdministrator }) =>
      byAdministrator
        ? ['管理者が、あなたのアカウントに新しいパスワードを設定し、セッションを終了しました。']
        : ['アカウントのパスワードが新しくなりました。以前のパスワードはもう使えません。'],
    otherwise: [
      ifYou,
      '心当たりがない場合、ほかの人があなたのアカウントに入れる状態です。すぐに下のリンクから別のパスワードを設定してください。設定用のリンクは、このメールアドレスに届きます。',
      inspect,
    ],
  },
  password_reset_link: {
    subject: '新しいパスワードの設定',
    told: ({ minutes }) => [
      'あなたのアカウントに新しいパスワードを設定する手続きが求められました。ご本人による場合は、こちらから続けてください:',
      `このリンクが使えるのは1回だけで、有効時間は${formats.duration(minutes * 60)}です。`,
    ],
    otherwise: [
      '心当たりがない場合は、何もしないでください。パスワードは変わりません。このリンクは誰にも渡さないでください。',
    ],
  },
  account_leaving: {
    subject: 'アカウントは削除される予定です',
    told: ({ until }) => [
      `ご希望により、アカウントは${until}に削除されます。それまではこれまでどおり使えます。`,
      '取り消す場合は、ログインして「アカウントを残す」を選んでください。',
    ],
    otherwise: notYou,
  },
  account_staying: {
    subject: 'アカウントは残ります',
    told: () => ['アカウントの削除は取り消されました。何も削除されていません。'],
    otherwise: notYou,
  },
  account_removed: {
    subject: 'アカウントが削除されました',
    told: () => [
      'ご希望により、アカウントとそのデバイス、リカバリーコード、セッションが削除されました。',
      '履歴は、名前とアドレスを除いて180日間保存されます。',
    ],
    otherwise: ['ご質問がある場合は、このサービスの運営者にお問い合わせください。'],
  },
  wrong_codes: {
    subject: 'あなたのパスワードが誰かに知られている可能性があります',
    told: () => [
      '正しいパスワードが入力され、その後、違うコードが何度か続けて入力されました。誰もログインできていません。',
      'ご本人が入力したのにコードが使えない場合は、スマートフォンの時刻が自動設定になっていることを確認してから、もう一度お試しください。',
    ],
    otherwise: [
      '心当たりがない場合、ほかの人があなたのパスワードを知っている可能性があります。2つ目の確認により、ログインは防がれました。今すぐ新しいパスワードを設定してください。',
      'その後、履歴を確認してください。',
    ],
  },
  wrong_codes_known_browser: {
    subject: '違うコードが続けて入力されました',
    told: () => [
      '以前にお使いになったブラウザーで、違うコードが何度か続けて入力されました。誰もログインできていません。',
      'ご本人が入力したのにコードが使えない場合は、スマートフォンの時刻が自動設定になっていることを確認してから、もう一度お試しください。',
    ],
    otherwise: [
      '心当たりがない場合、このブラウザーを使える人があなたのパスワードを知っています。今すぐ新しいパスワードを設定してください。',
      'その後、履歴を確認してください。',
    ],
  },
  account_locked: {
    subject: 'アカウントがロックされました',
    told: ({ factor }) => [
      factor === 'password'
        ? '違うパスワードが続けて何度も入力されました。下のリンクから新しいパスワードを設定するか、管理者がロックを解除するまで、このアカウントではパスワードを受け付けません。'
        : '違うコードが続けて何度も入力されました。管理者がロックを解除するまで、このアカウントではコードを受け付けません。サービスの運営者にご連絡ください。',
    ],
    otherwise: [
      '心当たりがない場合、ほかの人がアカウントに入ろうとしました。新しいパスワードを設定し、その後、履歴を確認してください。',
    ],
  },
  email_change_link: {
    subject: '新しいメールアドレスを確認してください',
    told: ({ minutes }) => [
      'このアドレスがアカウントに入力されました。ご自身で入力した場合は、そのアカウントにログインしているブラウザーで次のリンクを開いてください。',
      `リンクは${formats.duration(minutes * 60)}、1回だけ有効です。`,
    ],
    otherwise: [
      '心当たりがない場合は、何もする必要はありません。何も変更されません。このリンクを誰にも教えないでください。',
    ],
  },
  email_changed: {
    subject: 'アカウントのメールアドレスが変更されました',
    told: ({ hours }) => [
      'アカウントに関するメールは、今後別のアドレスに送信されます。ご自身で変更したものでない場合は、次のリンクから変更を取り消してください。',
      `リンクは${formats.duration(hours * 3600)}有効です。`,
    ],
    otherwise: [
      '心当たりがない場合、ほかの人があなたのアカウントに入れる状態です。変更を取り消し、新しいパスワードを設定して、デバイスを確認してください。',
    ],
  },
}

export const mail: Texts['mail'] = {
  kinds,
  when: '日時',
  where: '接続元',
  browser: 'ブラウザー',
  address: (address) => `アドレス${address}`,
  unknownBrowser: '不明',
  browserOnSystem: (browser, system) => `${browser}（${system}）`,
  account: 'アカウント',
  accountAt: (login, issuer) => `${login}（${issuer}）`,
  byWhen: '対応期限',
  immediately: '心当たりがない場合はすぐに',
  device: 'コードのデバイス',
  notMe: '心当たりがない場合にすること',
  byOperator: 'サービスの運営者による操作',
  reset: '新しいパスワードを設定',
  confirmEmail: 'このアドレスを確認する',
  undoEmail: '変更を取り消す',
  toAccount: 'アカウント管理',
  footer: (product) =>
    `このメールは、アカウントを守るために${product}から自動的に送信されました。返信は確認していません。`,
}

export const devMail: Texts['devMail'] = {
  heading: 'メール',
  lead: 'メールサーバーが設定されていないため、メールはここに表示されます。新しいものから順に並んでいます。',
  empty: 'サーバーの起動後に送信されたメールはありません。',
  to: (address) => `宛先: ${address}`,
  html: 'HTMLで見る',
  text: 'テキスト',
  back: 'すべてのメール',
}
