import type { ActionTexts, ReasonTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

export const signIn: Texts['signIn'] = {
  heading: '登录',
  headingPassword: '输入密码',
  headingPasswordAndCode: '输入密码和验证码',
  lead: (application) => `以继续前往 ${application}`,
  headingAgain: '请确认是您本人',
  leadAgain: (application) => `${application} 要求您再次登录。`,
  login: '名称或电子邮件地址',
  otherName: '不是您？',
  code: '验证码',
  codeHint: '身份验证器应用显示的 6 位数字，或您的任意一个恢复代码。',
}

export const selectAccount: Texts['selectAccount'] = {
  heading: '选择账户',
  same: (account) => `以 ${account} 的身份继续`,
  other: '使用其他账户',
  otherHint: (account) => `如果您登录其他账户，${account} 将在此浏览器中退出登录。`,
}

export const reasons: ReasonTexts = {
  account_protected: (application) =>
    `要登录 ${application}，还需输入验证码：您的账户受第二步验证保护。`,
  application_asks: (application) =>
    `要继续，${application} 需要您输入验证码：该应用要求进行第二步验证。`,
  too_old: (application) =>
    `要在 ${application} 中继续，请输入新的验证码：该应用想确认是否仍是您本人。`,
}

export const actions: ActionTexts = {
  open_account: '要打开您的账户，请先确认是您本人。',
  change_password: '要更改密码，请先确认是您本人。',
  change_email: '要更改邮箱地址，请先确认是您本人。',
  choose_language: '要选择语言，请先确认是您本人。',
  add_device: '要添加设备，请先确认是您本人。',
  rename_device: '要重命名设备，请先确认是您本人。',
  remove_device: '要移除设备，请先确认是您本人。',
  report_lost_device: '要报告设备丢失，请先确认是您本人。',
  see_recovery_codes: '要查看恢复代码，请先确认是您本人。',
  make_recovery_codes: '要生成新的恢复代码，请先确认是您本人。',
  turn_off: '要关闭双重身份验证，请先确认是您本人。',
  delete_account: '要删除您的账户，请先确认是您本人。',
  end_sessions: '要退出其他浏览器，请先确认是您本人。',
  remove_access: '要取消应用的访问权限，请先确认是您本人。',
  forget_browsers: '要不再信任某个浏览器，请先确认是您本人。',
}

export const code: Texts['code'] = {
  heading: '输入验证码',
  hint: '请在您的任意一台设备上打开身份验证器应用。',
  help: '验证码无效？',
  helpTime: '每个验证码的有效时间约为 30 秒。手机必须自动设置时间。',
  toRecovery: '使用恢复代码',
  helpRecovery: '如果您的设备都不在身边，请使用恢复代码。',
  helpLost: '如果您的设备都不在身边，请联系管理员寻求帮助。',
}

export const signOut: Texts['signOut'] = {
  heading: '要退出登录吗？',
  lead: (product) => `您将在此浏览器中退出 ${product}。`,
  leadApplication: (application, product) => `${application} 要求您在此浏览器中退出 ${product}。`,
  yes: '退出登录',
  no: '保持登录',
}
