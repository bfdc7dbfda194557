import type { ProtectionTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

type SecondFactor = Texts['secondFactor']

const until: ProtectionTexts = {
  devices: 'コードはすぐに使えなくなります。ほかのデバイスはそのままです。',
  recovery_codes:
    'コードはすぐに使えなくなります。別のデバイスを設定するまでは、リカバリーコードが引き続きアカウントを守ります。',
  nothing:
    'コードはすぐに使えなくなります。ほかのデバイスもリカバリーコードも残っていないため、別のデバイスを設定するまで2要素認証はオフになります。',
}

export const deviceLost: SecondFactor['deviceLost'] = {
  heading: (device) => `「${device}」をなくしましたか？`,
  until,
  next: '続いて、代わりに使うデバイスを設定します。',
  endSessions: 'ほかのすべての場所でログアウトする',
  endSessionsHint: 'なくしたデバイスを含め、ほかにログイン中の場所すべてが対象です。',
  submit: '削除して別のデバイスを追加',
  keep: '削除しない',
}

export const turnOff: SecondFactor['turnOff'] = {
  heading: '2要素認証をオフにしますか？',
  lead: 'パスワードだけでアカウントに入れるようになります。パスワードを推測したり盗んだりした人が、あなたとしてログインできてしまいます。',
  lastDevice: (device) =>
    `登録されているデバイスは「${device}」だけです。削除すると2要素認証がオフになります。`,
  goes: 'すべてのデバイスとリカバリーコードがすぐに使えなくなります。もう一度オンにするには、最初から設定し直す必要があります。',
  passwordHint: 'ご本人であることを確認するためです。',
  submit: 'オフにする',
  keep: 'オンのままにする',
}

export const newRecoveryCodes: SecondFactor['newRecoveryCodes'] = {
  heading: '新しいリカバリーコードを作成しますか？',
  lead: '以前のリカバリーコードは、使用済みかどうかにかかわらず、すぐに使えなくなります。新しいコードが10個作成されるので、保存してください。',
  headingFirst: 'リカバリーコードを作成',
  leadFirst:
    'コードが10個作成されるので、保存してください。デバイスが手元にないときに、それぞれのコードで1回だけログインできます。',
  submit: '新しいコードを作成',
  submitFirst: 'コードを作成',
  keep: '以前のコードを使い続ける',
}

export const security: SecondFactor['security'] = {
  codesOnly: 'リカバリーコードだけで保護されています',
  codesOnlyHint:
    'ログインには、パスワードとリカバリーコードが必要です。どのコードも使えるのは1回だけです。なくなる前に、デバイスを追加してください。',
  noDevice: 'デバイスはありません。',
  noDeviceHint:
    '今お使いのスマートフォンやタブレットを追加すると、再びそのコードでログインできます。',
  codes: 'リカバリーコード',
  left: (left, count) => `${count}個のうち${left}個のコードが残っています。`,
  few: '必要になる前に、新しいコードを作成してください。',
  used: 'すべて使用済みです。デバイスがないとログインできません。今すぐ新しいコードを作成してください。',
  made: '作成日:',
  missing:
    'まだありません。スマートフォンをなくしたとき、壊れたとき、手元にないときに、リカバリーコードでログインできます。',
  see: 'リカバリーコードを見る',
  renew: '新しいコードを作成',
  make: 'リカバリーコードを作成',
  off: 'オフにする',
  turnOff: '2要素認証をオフにする',
  required:
    'ここでは2要素認証が必須です。オフにしたり、最後のデバイスを削除したりすることはできません。デバイスを替えるには、先に新しいデバイスを追加してください。',
}
