import type { ErrorTexts } from '../codes.ts'
import { countOfDevices } from './devices.ts'
import { formats } from './language.ts'

export const errors: ErrorTexts = {
  sign_in_failed: () => '名前またはパスワードが違います。',
  password_wrong: () => 'パスワードが違います。もう一度お試しください。',
  throttled: ({ seconds }) =>
    `試行回数が多すぎます。${formats.duration(seconds)}待ってから、もう一度お試しください。`,
  locked: () =>
    '試行回数が多すぎるため、このアカウントはロックされています。管理者がロックを解除できます。',
  code_wrong: () => 'コードが違います。アプリに今表示されているコードを入力してください。',
  code_just_used: ({ seconds }) =>
    `そのコードは使用済みです。次のコードをお待ちください（${formats.seconds(seconds)}）。`,
  code_malformed: ({ digits }) => `コードは${digits}桁です。すべて入力してください。`,
  name_invalid: ({ longest }) => `${longest}文字以内の名前を付けてください。`,
  name_taken: () => '同じ名前のデバイスがあります。別の名前を選んでください。',
  limit_reached: ({ limit }) =>
    `アカウントには上限の${countOfDevices(limit)}が登録されています。先に1台削除してください。`,
}
