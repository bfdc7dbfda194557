import type { EmailTexts } from '../email-texts.ts'
import { formats } from './language.ts'

export const email: EmailTexts = {
  heading: '邮箱地址',
  link: '更改邮箱地址',
  none: '您的账户没有邮箱地址，因此不会发送有关它的邮件。',
  verified: (address) => `有关您账户的邮件发送到 ${address}。该地址已确认。`,
  unverified: (address) => `有关您账户的邮件发送到 ${address}。该地址尚未确认。`,
  next: '新邮箱地址',
  hint: (minutes) =>
    `我们会向该地址发送一个链接。链接在${formats.duration(minutes * 60)}内有效，打开后该地址即生效。`,
  submit: '发送链接',
  asked: (address, minutes) =>
    `我们已向 ${address} 发送链接。请在${formats.duration(minutes * 60)}内用已登录的浏览器打开。没有收到？请检查垃圾邮件文件夹。`,
  changed: (address) => `您的邮箱地址现在是 ${address}。`,
  errors: {
    invalid: '这不是邮箱地址。请输入类似 ann@example.com 的地址。',
    unchanged: '这已经是您确认过的地址。',
    too_many: '我们在一小时内发送了多个链接。请稍后再试。',
  },
  confirm: {
    heading: '确认您的邮箱地址',
    lead: (address) => `有关您账户的邮件将发送到 ${address}。`,
    submit: '确认此地址',
  },
  undo: {
    heading: '撤消邮箱地址的更改',
    lead: (address) => `有关您账户的邮件将重新发送到 ${address}。`,
    leadWithout: '有关您账户的邮件将不再发送到新地址。',
    submit: '撤消更改',
  },
  told: {
    expired: {
      heading: '此链接无效',
      lead: '它已被使用、已过期或属于其他账户。没有任何更改。',
      link: '前往您的账户',
    },
    undone: {
      heading: '更改已撤消',
      lead: '该地址重新归您使用。如果不是您更改的，说明其他人可以进入您的账户：请立即设置新密码。',
      link: '设置新密码',
    },
    outdated: {
      heading: '此表单已过期',
      lead: '它是在其他浏览器中或较早前打开的，因此没有任何更改。',
      link: '重新打开',
    },
  },
}
