import type { Texts } from '../../texts.ts'

export const forward: Texts['forward'] = {
  toApplication: (application) => `返回 ${application}`,
  toApplicationLead: (application) => `您将返回 ${application}。如果没有反应，请选择“继续”。`,
  signOut: '退出登录',
  signOutLead: '此浏览器中没有人登录。请选择“继续”。',
  switchAccount: '切换账户',
  switchAccountLead: '此浏览器中已登录另一个账户。系统会先退出该账户。',
  connect: '连接设备',
  connectLead: '请选择“继续”，查看是哪个应用要求连接。',
}
