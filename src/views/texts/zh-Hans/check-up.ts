import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const checkUp: Texts['checkUp'] = {
  heading: '提高账户安全性',
  protectedBy: (list) => `当前保护：${list}。`,
  safeguards: {
    password: '密码',
    email_verified: '已验证的邮箱地址',
    devices: (count) => formats.plural(count, { other: `${count} 台设备` }),
    recovery_codes: (count) => formats.plural(count, { other: `${count} 个恢复码` }),
  },
  gaps: {
    no_device: '您没有设备：仅凭密码就能打开您的账户。',
    one_device: '您只有一台设备。再添加一台，丢失时仍可登录。',
    no_codes: '您没有可用的恢复码。没有设备时将无法登录。',
    few_codes: (count) => formats.plural(count, { other: `只剩 ${count} 个恢复码。` }),
    email_unverified: '您的邮箱地址尚未验证。',
    trusted_for_long: (count) =>
      formats.plural(count, { other: `有 ${count} 个浏览器已被信任超过 30 天。` }),
    signed_in_elsewhere: (count) =>
      formats.plural(count, { other: `您还在另外 ${count} 个浏览器上登录。` }),
  },
  verify: '验证地址',
}
