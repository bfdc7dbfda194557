import type { DoneTexts, StatusTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const deviceAdd: Texts['deviceAdd'] = {
  heading: '添加设备',
  lead: '登录时，您将输入该设备上的应用所显示的验证码。',
  headingAsked: '设置第二步验证',
  apps: '您的手机上需要有身份验证器应用：Google Authenticator、Microsoft Authenticator、FreeOTP，或任何其他支持基于时间的验证码（TOTP）的应用。',
  leadAsked: (application) =>
    `${application} 不仅需要密码，还需要您手机上某个应用显示的验证码。只需一分钟。`,
  lost: (device) => `已移除“${device}”，它的验证码不再有效。`,
  lostOff: (device) => `已移除“${device}”。在您添加其他设备之前，双重身份验证将处于关闭状态。`,
  endedSessions: (count) =>
    count === 0 ? '您没有在其他地方登录。' : `已结束其他 ${count} 个会话。`,
  name: '设备名称',
  nameHint: '便于您与其他设备区分，例如“手机”“家里的平板电脑”。',
  passwordHint: '以确认是您本人。',
}

export const deviceSetup: Texts['deviceSetup'] = {
  heading: (device) => `设置“${device}”`,
  lead: '将身份验证器应用与您的账户关联。',
  app: '打开身份验证器应用',
  appHint:
    'Google Authenticator、Microsoft Authenticator、FreeOTP，或任何其他支持基于时间的验证码（TOTP）的应用。',
  link: '将您的账户添加到应用',
  scan: '扫描此二维码',
  qr: '包含密钥的二维码。本页也以文字显示相同的密钥。',
  here: '应用就在此设备上？',
  openApp: '打开身份验证器应用',
  byHand: '或在应用中输入此密钥',
  keyHint: '密钥中没有 0、1、8 或 9：看起来像这些数字的都是字母。',
  copy: '复制',
  copyKey: '复制密钥',
  copied: '已复制',
  copyFailed: '请自行选择并复制密钥。',
  issuer: '服务',
  kind: '类型',
  kindValue: '基于时间',
  confirm: '输入应用显示的验证码',
  submit: '确认',
  rename: '更改名称',
}

export const done: DoneTexts = {
  staying: () => '您的账户已保留，没有删除任何内容。',
  added: (device) => `已添加“${device}”。从现在起，请使用密码和验证码登录。`,
  added_another: (device) => `已添加“${device}”。现在您可以使用它的验证码登录。`,
  renamed: (device) => `设备现在名为“${device}”。`,
  removed: (device) => `已移除“${device}”。它的验证码不再有效。`,
  turned_off: () => '双重身份验证已关闭。您的设备和恢复代码不再有效。',
  codes_made: () => '您的恢复代码已生成。请将它们保存在没有手机也能找到的地方。',
  codes_renewed: () => '您已有新的恢复代码。旧的恢复代码不再有效。',
}

const status: StatusTexts = {
  pending: '等待第一个验证码',
  confirmed: '已确认',
}

export const devices: Texts['devices'] = {
  heading: '双重身份验证',
  on: '已开启',
  onHint: '登录时需要密码和您任意一台设备的验证码。',
  off: '已关闭',
  offHint: '仅凭密码即可进入您的账户。',
  list: '您的设备',
  status,
  added: '添加于',
  lastUsed: '上次使用：',
  rename: '重命名',
  renameNamed: (device) => `重命名“${device}”`,
  lost: '我丢失了此设备',
  lostNamed: (device) => `我丢失了此设备：“${device}”`,
  remove: '移除',
  removeNamed: (device) => `移除“${device}”`,
  finish: '完成设置',
  finishNamed: (device) => `完成设置“${device}”`,
  add: '添加设备',
  empty: '还没有设备。',
  emptyHint:
    '密码可能被猜中、被盗或被重复使用。有了设备，即使有人得知您的密码，也无法冒充您登录。您只需在手机上安装一个免费应用。',
  full: (limit) => `您有 ${countOfDevices(limit)}，已达账户上限。要添加其他设备，请先移除一台。`,
}

export const deviceRename: Texts['deviceRename'] = {
  heading: (device) => `重命名“${device}”`,
  lead: '只有您能看到此名称。验证码保持不变。',
  name: '新名称',
  submit: '保存',
}

export const deviceRemove: Texts['deviceRemove'] = {
  heading: (device) => `要移除“${device}”吗？`,
  lead: '它的验证码将立即失效。您的其他设备不受影响。',
  submit: '移除',
  keep: '保留',
}

export const countOfDevices = (count: number): string =>
  formats.plural(count, { other: `${count} 台设备` })
