import type { Texts } from '../../texts.ts'

export const sessions: Texts['sessions'] = {
  heading: '登录会话',
  lead: '如果有您不认识的浏览器，请将其退出登录，并更改密码。',
  browser: (browser, system) => `${system} 上的 ${browser}`,
  unknownBrowser: '未知浏览器',
  current: '此浏览器',
  address: '地址',
  device: '验证码来自',
  signedIn: '登录时间',
  lastUsed: '上次使用',
  applications: '用于',
  onlyAccount: '仅这些账户页面',
  end: '退出登录',
  endOthers: '在其他所有地方退出登录',
  endOthersHint: '其他所有浏览器都必须重新登录。在您离开时代您操作的应用，其访问权限不受影响。',
  alone: '您没有在其他地方登录。',
  shown: (count) => `仅显示最近使用的 ${count} 个浏览器。`,
  ended: (count) => (count === 0 ? '该浏览器此前已退出登录。' : `已将 ${count} 个浏览器退出登录。`),
}

export const applications: Texts['applications'] = {
  heading: '应用',
  lead: '您允许访问的应用，以及每个应用可以查看或执行的内容。',
  empty: '没有应用可以访问您的账户。',
  emptyHint: '当您使用此账户登录某个应用时，它会显示在这里。',
  website: '应用的网站：',
  since: '开始于',
  firstParty: '属于此服务，不会请求许可。',
  revoke: '撤销访问权限',
  revoked: (application) => `“${application}”已无法再访问您的账户。`,
}

export const applicationRevoke: Texts['applicationRevoke'] = {
  heading: (application) => `要撤销“${application}”的访问权限吗？`,
  lead: '它将无法再从您的账户获取任何内容，直到您重新登录该应用并允许访问。',
  leadFirstParty:
    '它将无法再从您的账户获取任何内容，直到您重新登录该应用。它属于此服务，因此不会请求您的许可。',
  hint: '该应用可能会在一段时间内仍显示您已登录。请在该应用中也退出登录。',
  submit: '撤销访问权限',
  keep: '保留',
}
