import type { Texts } from '../../texts.ts'

export const progress: Texts['progress'] = (step, steps) => `ステップ${step}/${steps}`

export const recoveryCode: Texts['recoveryCode'] = {
  heading: 'リカバリーコードを入力してください',
  label: 'リカバリーコード',
  hint: '英数字5文字が3組です。大文字と小文字の違いや、空白、ハイフンの有無は問いません。',
  toCode: 'デバイスのコードを使う',
  help: 'リカバリーコードの保存場所',
  helpWhere:
    '2つ目の確認を設定したときに、10個のリカバリーコードを、ファイル、紙、またはパスワードマネージャーに保存するようお願いしました。',
  helpOnce: 'どのコードも使えるのは1回だけです。順番は問いません。',
  helpLost: 'デバイスもコードも手元にない場合は、管理者にご相談ください。',
}

export const recoveryCodes: Texts['recoveryCodes'] = {
  headings: {
    issued: 'リカバリーコードを保存してください',
    regenerated: '新しいリカバリーコードを保存してください',
    seen: 'お使いのリカバリーコード',
  },
  leads: {
    issued:
      'スマートフォンをなくしたときは、それぞれのコードで、アプリのコードの代わりに1回だけログインできます。スマートフォンがなくても見られる場所に保管してください。',
    regenerated:
      '以前のコードはもう使えません。それぞれのコードで、アプリのコードの代わりに1回だけログインできます。スマートフォンがなくても見られる場所に保管してください。',
    seen: 'それぞれのコードで、アプリのコードの代わりに1回だけログインできます。',
  },
  shownFor: (minutes) => `このページには${minutes}分間だけ表示されます。`,
  list: 'リカバリーコード',
  used: '使用済み',
  copy: 'コピー',
  copied: 'コピーしました',
  copyFailed: 'コードを選択してコピーしてください。',
  download: 'ダウンロード',
  print: '印刷',
  saved: '保存しました',
  regenerate: '新しいコードを作成',
}

/** The downloaded file. */
export const recoveryFile: Texts['recoveryFile'] = {
  heading: (product, account) => `${product}のアカウント「${account}」のリカバリーコード`,
  made: (date) => `${date}に作成しました。`,
  lead: 'それぞれのコードで、アプリのコードの代わりに1回だけログインできます。',
  used: '使用済み',
}

export const recoveryCodesLeft: Texts['recoveryCodesLeft'] = {
  headingUsed: 'リカバリーコードを使いました',
  headingFew: 'リカバリーコードが残り少なくなっています',
  left: (left) =>
    left === 0 ? 'リカバリーコードは残っていません。' : `リカバリーコードは残り${left}個です。`,
  addDevice:
    'デバイスをなくした場合は、ここで新しいデバイスを追加してください。次からは、そのデバイスのコードでログインできます。',
  addDeviceMissing:
    '今すぐデバイスを追加してください。次からは、そのデバイスのコードでログインできます。',
  add: '新しいデバイスを追加',
  getNew: 'ログインした後、アカウント管理で新しいコードを作成してください:',
  getNewElsewhere: '必要になる前に、新しいコードを作成してください。',
  goOn: (application) => `${application}に進む`,
}

export const recoveryCodesOver: Texts['recoveryCodesOver'] = {
  heading: 'リカバリーコードの表示を終了しました',
  lead: 'コードは作成済みで、使えます。開いたままの画面で誰かに見られないように、このページには短い時間だけ表示されます。',
  getNew: '保存していない場合は、ログイン後にアカウントで新しいコードを取得してください。',
  getNewElsewhere: '保存していない場合は、必要になる前に新しいコードを取得してください。',
}
