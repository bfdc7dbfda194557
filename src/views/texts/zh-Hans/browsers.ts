import type { Texts } from '../../texts.ts'

type Trusted = Texts['trusted']

export const trust: Trusted['trust'] = {
  label: (lifetime) => `${lifetime}内，在此浏览器上不再要求验证码`,
  hint: '如果其他人也使用这台电脑，请勿选择。',
}

export const browserNames: Trusted['browserNames'] = {
  both: (browser, system) => `${system} 上的 ${browser}`,
  browser: (browser) => browser,
  system: (system) => `${system} 上的浏览器`,
  unknown: '未知浏览器',
}

export const browsers: Trusted['browsers'] = {
  heading: '受信任的浏览器',
  lead: (lifetime) => `在您选择的浏览器中，${lifetime}内仅凭密码即可登录。应用仍然可以要求验证码。`,
  here: '此浏览器',
  trusted: '信任时间：',
  until: '有效期至：',
  lastUsed: '上次使用：',
  address: '来自地址：',
  forget: '取消信任',
  forgetAll: '全部取消信任',
  empty: '没有受信任的浏览器。',
  emptyHint: '输入验证码登录时，您可以选择以后在该浏览器上不再要求验证码。',
  ended: '设置新密码、生成新的恢复代码，以及添加或移除任何设备，都会取消对所有浏览器的信任。',
  done: {
    forgotten: (name) => `已取消信任：${name}。在该浏览器中登录将再次需要验证码。`,
    all_forgotten: '已取消对所有浏览器的信任。登录将再次需要验证码。',
  },
}

export const browserForget: Trusted['browserForget'] = {
  heading: (name) => `要取消对 ${name} 的信任吗？`,
  headingHere: '要取消对此浏览器的信任吗？',
  headingAll: '要取消对所有浏览器的信任吗？',
  lead: '在该浏览器中登录将再次需要验证码。',
  leadHere: '在此浏览器中登录将再次需要验证码，从这里继续操作时也是如此。',
  leadAll: '在这些浏览器中登录都将再次需要验证码，包括此浏览器。',
  submit: '取消信任',
  submitAll: '全部取消信任',
  keep: '保持信任',
  keepAll: '保持信任',
}
