import type { Texts } from '../../texts.ts'

export const expiry: Texts['expiry'] = {
  soon: '您已有一段时间没有操作，此页面将在两分钟后过期。',
  stay: '留在此页面',
  over: '此页面已过期。未做任何更改。',
  again: '重新开始',
}
