import type { Texts } from '../../texts.ts'

export const leaving: Texts['leaving'] = {
  section: '删除您的账户',
  heading: '要删除您的账户吗？',
  lead: (time) => `您可以在 ${time}内改变主意。之后，您的账户将被永久删除。`,
  goes: '将被删除的有：您的名称、密码、设备、恢复码、会话以及应用的访问权限。',
  kept: '账户的历史记录会保留 180 天，以编号代替您的名称，且不含地址。应用会保留它们存储的有关您的信息：请要求它们删除。',
  meanwhile: '在此之前一切照常，每次登录时都会提醒您。',
  submit: '删除我的账户',
  keep: '保留我的账户',
  leavingHeading: '您的账户将被删除',
  leavingLead: (until) => `应您的要求，账户将于 ${until} 删除。在此之前您可以保留它。`,
}
