import type { PasswordTexts } from '../password-texts.ts'
import { formats } from './language.ts'

export const passwords: PasswordTexts = {
  change: {
    heading: '密码',
    confirm: '请先确认是您本人，然后再选择新密码。',
    lead: '更改密码后，除此处以外，您将在所有地方退出登录。',
    kept: '您的新密码已被接受，输入正确的代码后即生效。',
    another: '选择其他密码',
    present: '当前密码',
    code: '应用显示的验证码，或恢复代码',
    new: '新密码',
    submit: '更改密码',
    changed: '您的密码已更改。您在其他所有地方均已退出登录。',
  },
  forgot: {
    link: '忘记密码？',
    heading: '设置新密码',
    lead: (minutes) =>
      `请输入您账户的名称或电子邮件地址。我们会向您发送一个链接，有效时间为 ${formats.duration(minutes * 60)}。`,
    missing: '请输入您账户的名称或电子邮件地址。',
    back: '返回登录',
    submit: '发送链接',
  },
  reset: {
    heading: '选择新密码',
    lead: '您将在所有地方退出登录。您的设备和恢复代码不受影响。',
    submit: '设置密码',
  },
  told: {
    asked: {
      heading: '请查收邮件',
      lead: (login, minutes) =>
        `如果存在账户“${login}”，我们已向该账户登记的地址发送邮件。邮件中的链接有效时间为 ${formats.duration(minutes * 60)}。`,
      nothing:
        '几分钟后仍未收到邮件？请查看垃圾邮件文件夹，并确认名称拼写正确。如果您的账户没有登记地址，请联系管理员。',
      link: '重新请求',
    },
    changed: {
      heading: '您的密码已更改',
      lead: '您在所有地方均已退出登录。请使用新密码登录。',
      link: '登录',
      linkTo: (application) => `登录 ${application}`,
    },
    expired: {
      heading: '此链接已失效',
      lead: (minutes) =>
        `每个链接只能使用一次，有效时间为 ${formats.duration(minutes * 60)}，设置新密码后其他链接也会失效。如果仍然需要，请重新请求链接。`,
      link: '重新请求链接',
    },
    outdated: {
      heading: '此表单已失效',
      lead: '它是在另一个浏览器中或一段时间以前打开的，因此未做任何更改。',
      link: '重新打开',
    },
  },
  newHint: (shortest) => `至少 ${shortest} 个字符。连用几个词语，既容易记住，又难以猜中。`,
  errors: {
    too_short: ({ shortest }) => `密码太短。请至少使用 ${shortest} 个字符。`,
    too_long: ({ longest }) => `密码太长。请最多使用 ${longest} 个字符。`,
    common: () => '这个密码很常见，容易被猜到。请换一个密码。',
    own_words: () => '此密码主要由您的名称、您的地址或此服务的名称组成，容易被猜到。请换一个密码。',
    unchanged: () => '这是您当前的密码。请换一个密码。',
    either_wrong: () => '验证码不正确。请输入应用现在显示的验证码。',
    either_malformed: () => '这既不是应用显示的验证码，也不是恢复代码。请完整输入。',
    recovery_code_used: () => '该恢复代码已经用过。请换一个恢复代码。',
  },
}
