import type { Texts } from '../../texts.ts'

export const expiry: Texts['expiry'] = {
  soon: 'しばらく操作がなかったため、このページはあと2分で期限切れになります。',
  stay: 'このまま続ける',
  over: 'このページは期限切れです。何も変更されていません。',
  again: '最初からやり直す',
}
