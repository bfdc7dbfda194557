import type { ErrorTexts } from '../codes.ts'
import { countOfDevices } from './devices.ts'
import { formats } from './language.ts'

export const errors: ErrorTexts = {
  sign_in_failed: () => '名前またはパスワードが違います。',
  login_missing: () => '名前またはメールアドレスを入力してください。',
  any_failed: () => '名前、パスワード、またはコードが違います。どのコードも使えるのは1回だけです。',
  code_unreadable: () =>
    'コードの一部しか入力されていません。アプリに表示されている数字、またはリカバリーコードをすべて入力してください。',
  password_wrong: () => 'パスワードが違います。もう一度お試しください。',
  throttled: ({ seconds }) =>
    `試行回数が多すぎます。${formats.duration(seconds)}待ってから、もう一度お試しください。`,
  locked: () =>
    '試行回数が多すぎるため、このアカウントはロックされています。管理者がロックを解除できます。',
  code_wrong: () => 'コードが違います。アプリに今表示されているコードを入力してください。',
  code_just_used: ({ seconds }) =>
    `そのコードは使用済みです。次のコードをお待ちください（${formats.seconds(seconds)}）。`,
  code_malformed: ({ digits }) => `コードは${digits}桁です。すべて入力してください。`,
  recovery_wrong: () => 'リカバリーコードが違うか、使用済みです。',
  recovery_malformed: () =>
    'リカバリーコードではありません。リカバリーコードは、k7m2p-9xwaz-3hrtcのように、英数字5文字が3組です。',
  setup_given_up: () =>
    '間違ったコードの回数が上限に達しました。最初からやり直し、新しいQRコードを読み取ってください。',
  name_invalid: ({ longest }) => `${longest}文字以内の名前を付けてください。`,
  name_invisible: () =>
    'この名前には、目に見えない文字が含まれているか、見える文字がありません。文字、数字、絵文字を使ってください。',
  name_lookalike: ({ name }) =>
    `この名前は別のデバイス「${name}」と見分けがつきません。別の名前を選んでください。`,
  name_taken: () => '同じ名前のデバイスがあります。別の名前を選んでください。',
  limit_reached: ({ limit }) =>
    `アカウントには上限の${countOfDevices(limit)}が登録されています。先に1台削除してください。`,
}
