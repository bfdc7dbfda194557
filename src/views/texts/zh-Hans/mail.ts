import type { MailTexts } from '../mail-texts.ts'
import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

const inspect = '然后检查您的设备和活动记录，移除不属于您的内容。'

const ifYou = '如果是您本人的操作，则无需执行任何操作。'

/** Two steps: shut out whoever has the password, then look at what they may have left. */
const notYou = [
  ifYou,
  '如果这不是您本人的操作，说明其他人可以进入您的账户。请立即设置新密码：这会结束所有已登录的会话。',
  inspect,
] as const

const administrator = '如果您没有要求这样做，请告知此服务的运营人员，并检查您的账户。'

const kinds: MailTexts = {
  device_added: {
    subject: '您的账户添加了一台设备',
    told: ({ name }) => [`已添加“${name}”。登录时，它的验证码现在可用于第二步验证。`],
    otherwise: notYou,
  },
  device_removed: {
    subject: '您的账户移除了一台设备',
    told: ({ name }) => [`已移除“${name}”。它的验证码不再有效。`],
    otherwise: notYou,
  },
  recovery_code_used: {
    subject: '您账户的一个恢复代码已被使用',
    told: ({ remaining }) => [
      '有人使用您的一个恢复代码登录了。该代码不能再次使用。',
      remaining === 0
        ? '这是最后一个恢复代码。请生成新的恢复代码，以便在没有设备时也能登录。'
        : `还剩 ${remaining} 个恢复代码。`,
      ...(remaining === 0 ? [] : [ifYou]),
    ],
    otherwise: notYou.slice(1),
  },
  recovery_codes_regenerated: {
    subject: '您的账户有了新的恢复代码',
    told: () => ['已生成新的恢复代码。您以前保存的恢复代码不再有效。'],
    otherwise: notYou,
  },
  second_factor_off: {
    subject: '双重身份验证已关闭',
    told: () => [
      '双重身份验证已关闭：现在仅凭密码即可进入您的账户。',
      '您可以在账户页面上重新开启。',
    ],
    otherwise: notYou,
  },
  second_factor_reset: {
    subject: '管理员重置了您的双重身份验证',
    told: () => [
      '管理员移除了您的所有设备和恢复代码，并结束了您的会话。',
      '现在仅凭密码即可进入您的账户。请登录并重新添加设备。',
    ],
    otherwise: [administrator],
  },
  password_changed: {
    subject: '您的密码已更改',
    told: ({ byAdministrator }) =>
      byAdministrator
        ? ['管理员为您的账户设置了新密码，并结束了您的会话。']
        : ['您的账户已有新密码。旧密码不再有效。'],
    otherwise: [
      ifYou,
      '如果这不是您本人的操作，说明其他人可以进入您的账户。请立即通过下方的链接另设密码：设置密码的邮件将发送到此地址。',
      inspect,
    ],
  },
  password_reset_link: {
    subject: '设置新密码',
    told: ({ minutes }) => [
      '有人请求为您的账户设置新密码。如果是您本人，请从这里继续：',
      `此链接只能使用一次，有效时间为 ${formats.duration(minutes * 60)}。`,
    ],
    otherwise: ['如果不是您本人，请不要进行任何操作：您的密码保持不变。请勿将此链接交给任何人。'],
  },
  account_leaving: {
    subject: '您的账户将被删除',
    told: ({ until }) => [
      `应您的要求，您的账户将于 ${until} 删除。在此之前一切照常。`,
      '如果您改变主意，请登录并选择“保留我的账户”。',
    ],
    otherwise: notYou,
  },
  account_staying: {
    subject: '您的账户已保留',
    told: () => ['您的账户删除请求已取消。没有删除任何内容。'],
    otherwise: notYou,
  },
  account_removed: {
    subject: '您的账户已删除',
    told: () => [
      '应您的要求，您的账户及其设备、恢复码和会话已被删除。',
      '其历史记录会保留 180 天，不含您的名称和地址。',
    ],
    otherwise: ['如有疑问，请联系此服务的运营人员。'],
  },
  wrong_codes: {
    subject: '可能有人知道您的密码',
    told: () => [
      '输入的密码正确，但随后连续多次输入的验证码不正确。没有人成功登录。',
      '如果是您本人，而验证码无效，请检查手机是否自动设置时间，然后重试。',
    ],
    otherwise: [
      '如果不是您本人，其他人可能知道您的密码。第二步验证阻止了对方登录。请立即设置新密码。',
      '然后检查您的活动记录。',
    ],
  },
  wrong_codes_known_browser: {
    subject: '您的账户连续出现多个错误的验证码',
    told: () => [
      '有人在您以前使用过的浏览器中连续多次输入了不正确的验证码。没有人成功登录。',
      '如果是您本人，而验证码无效，请检查手机是否自动设置时间，然后重试。',
    ],
    otherwise: [
      '如果不是您本人，说明能使用此浏览器的人知道您的密码。请立即设置新密码。',
      '然后检查您的活动记录。',
    ],
  },
  account_locked: {
    subject: '您的账户已被锁定',
    told: ({ factor }) => [
      factor === 'password'
        ? '连续多次输入了错误的密码。在您通过下面的链接设置新密码或管理员解锁之前，您的账户不接受任何密码。'
        : '连续多次输入了错误的验证码。在管理员解锁之前，您的账户不接受任何验证码：请联系此服务的运营人员。',
    ],
    otherwise: ['如果不是您本人，说明有人试图进入您的账户。请设置新密码，然后检查您的活动记录。'],
  },
  email_change_link: {
    subject: '请确认您的新邮箱地址',
    told: ({ minutes }) => [
      '有人为一个账户输入了此地址。如果是您本人，请在已登录该账户的浏览器中打开此链接：',
      `此链接仅可使用一次，${formats.duration(minutes * 60)}内有效。`,
    ],
    otherwise: ['如果不是您本人，则无需任何操作：不会有任何更改。请勿将此链接告诉任何人。'],
  },
  email_changed: {
    subject: '您账户的邮箱地址已更改',
    told: ({ hours }) => [
      '有关您账户的邮件现在发送到另一个地址。如果不是您更改的，请在此撤消更改：',
      `此链接在${formats.duration(hours * 3600)}内有效。`,
    ],
    otherwise: [
      '如果不是您本人，说明其他人可以进入您的账户。请撤消更改，然后设置新密码并检查您的设备。',
    ],
  },
}

export const mail: Texts['mail'] = {
  kinds,
  when: '时间',
  where: '来源',
  browser: '浏览器',
  address: (address) => `地址 ${address}`,
  unknownBrowser: '未知',
  browserOnSystem: (browser, system) => `${system} 上的 ${browser}`,
  account: '账户',
  accountAt: (login, issuer) => `${login}（${issuer}）`,
  byWhen: '处理期限',
  immediately: '如果不是您本人，请立即处理',
  device: '验证码来自',
  notMe: '这不是我：该怎么办',
  byOperator: '由此服务的运营人员操作',
  reset: '设置新密码',
  confirmEmail: '确认此地址',
  undoEmail: '撤消更改',
  toAccount: '您的账户',
  footer: (product) => `此邮件由 ${product} 自动发送，以保护您的账户安全。我们不会查看回复。`,
}

export const devMail: Texts['devMail'] = {
  heading: '邮件',
  lead: '未配置邮件服务器，因此邮件显示在这里。最新的邮件排在最前面。',
  empty: '服务器启动以来没有发送过邮件。',
  to: (address) => `收件人：${address}`,
  html: '以 HTML 格式查看',
  text: '文本格式',
  back: '所有邮件',
}
