import type { ProtectionTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

type SecondFactor = Texts['secondFactor']

const until: ProtectionTexts = {
  devices: '它的验证码将立即失效。您的其他设备不受影响。',
  recovery_codes: '它的验证码将立即失效。在您设置其他设备之前，恢复代码将继续保护您的账户。',
  nothing:
    '它的验证码将立即失效。您没有其他设备，也没有剩余的恢复代码，因此双重身份验证将关闭，直到您设置其他设备。',
}

export const deviceLost: SecondFactor['deviceLost'] = {
  heading: (device) => `您丢失了“${device}”吗？`,
  until,
  next: '接下来，请设置您要改用的设备。',
  endSessions: '在其他所有地方退出登录',
  endSessionsHint: '包括丢失的设备，以及您登录的其他所有地方。',
  submit: '移除并添加其他设备',
  keep: '保留',
}

export const turnOff: SecondFactor['turnOff'] = {
  heading: '要关闭双重身份验证吗？',
  lead: '仅凭密码即可进入您的账户。任何人只要猜中或窃取密码，就能冒充您登录。',
  lastDevice: (device) => `“${device}”是您唯一的设备：移除后双重身份验证将关闭。`,
  goes: '您的所有设备和恢复代码将立即失效。如需重新开启，您必须从头设置。',
  passwordHint: '以确认是您本人。',
  submit: '关闭',
  keep: '保持开启',
}

export const newRecoveryCodes: SecondFactor['newRecoveryCodes'] = {
  heading: '要生成新的恢复代码吗？',
  lead: '旧的恢复代码无论是否用过，都将立即失效。您将获得十个新的恢复代码，请妥善保存。',
  headingFirst: '生成恢复代码',
  leadFirst: '您将获得十个恢复代码，请妥善保存。当设备不在身边时，每个恢复代码都可以用来登录一次。',
  submit: '生成新的恢复代码',
  submitFirst: '生成恢复代码',
  keep: '保留旧的恢复代码',
}

export const security: SecondFactor['security'] = {
  codesOnly: '仅由恢复代码保护',
  codesOnlyHint:
    '登录时需要密码和您的一个恢复代码，每个恢复代码只能使用一次。请在用完之前添加设备。',
  noDevice: '没有设备。',
  noDeviceHint: '请添加您现在使用的手机或平板电脑，以便重新使用它的验证码登录。',
  codes: '恢复代码',
  left: (left, count) => `${count} 个恢复代码中还剩 ${left} 个。`,
  few: '请在需要之前生成新的恢复代码。',
  used: '恢复代码已全部用完。没有设备，您将无法登录。请立即生成新的恢复代码。',
  made: '生成于',
  missing: '您还没有恢复代码。如果手机丢失、损坏或不在身边，您可以使用恢复代码登录。',
  see: '查看恢复代码',
  renew: '生成新的恢复代码',
  make: '生成恢复代码',
  off: '关闭验证',
  turnOff: '关闭双重身份验证',
  required:
    '这里必须使用双重身份验证。您无法将其关闭，也无法移除最后一台设备。如需更换设备，请先添加新设备。',
}
