import type { LinkTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

export const links: LinkTexts = {
  back_to_application: (name) => (name === undefined ? '返回应用' : `返回 ${name}`),
  sign_in_again: () => '重新登录',
  account: () => '您的账户',
  sign_out: () => '退出登录',
  home: () => '首页',
  demo: () => '演示应用',
  mails: () => '邮件',
  metadata: () => '提供方元数据',
}

export const linkHints: LinkTexts = {
  back_to_application: () => '回到您来的地方',
  sign_in_again: () => '使用同一账户或其他账户',
  account: () => '双重身份验证和您的设备',
  sign_out: () => '结束此浏览器中的会话',
  home: () => '了解这是什么',
  demo: () => '查看使用和不使用第二重验证的登录',
  mails: () => '未配置邮件服务器时，本应发送的邮件',
  metadata: () => '供开发者参考：端点和支持的功能',
}

export const landing: Texts['landing'] = {
  heading: '登录服务',
  lead: '应用会将您转到这里登录，完成后再带您返回。您很少需要直接访问这里。',
  links: '可以前往',
  issuer: '颁发者：',
}
