import type { PermissionTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

export const permissions: PermissionTexts = {
  openid: '查看您账户的标识符',
  profile: '查看您的姓名和个人资料',
  email: '查看您的电子邮件地址',
  phone: '查看您的电话号码',
  address: '查看您的邮寄地址',
  offline_access: '在您离开时保留此访问权限',
  name: '查看您的姓名',
  email_verified: '查看您的电子邮件地址',
  phone_number: '查看您的电话号码',
  birthdate: '查看您的出生日期',
  groups: '查看您所属的群组',
  acr: '查看您登录的方式和时间',
  amr: '查看您登录的方式和时间',
  auth_time: '查看您登录的方式和时间',
}

export const consent: Texts['consent'] = {
  heading: (application) => `允许 ${application} 访问吗？`,
  lead: (application) => `${application} 希望：`,
  api: (resource) => `在 ${resource}：`,
  destination: (host) => `之后您将返回 ${host}。`,
  lasts: '此授权在您于账户中撤销之前一直有效。',
  website: '应用的网站：',
  allow: '允许',
  deny: '不允许',
}
