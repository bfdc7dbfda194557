import type { ReasonTexts } from '../codes.ts'
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

export const reasons: ReasonTexts = {
  account_protected: (application) => `再完成一步即可前往 ${application}`,
  application_asks: (application) => `${application} 要求进行第二步验证。`,
  too_old: (application) => `${application} 想确认是否仍是您本人。`,
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
