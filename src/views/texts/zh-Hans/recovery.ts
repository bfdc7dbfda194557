import type { Texts } from '../../texts.ts'

export const progress: Texts['progress'] = (step, steps) => `第 ${step} 步，共 ${steps} 步`

export const recoveryCode: Texts['recoveryCode'] = {
  heading: '输入恢复代码',
  label: '恢复代码',
  hint: '共三组，每组五个字母和数字。不区分大小写，空格和连字符可有可无。',
  toCode: '使用设备的验证码',
  help: '在哪里可以找到恢复代码？',
  helpWhere: '设置第二步验证时，我们曾请您保存十个恢复代码：保存为文件、写在纸上或存入密码管理器。',
  helpOnce: '每个恢复代码只能使用一次，顺序不限。',
  helpLost: '如果您既没有设备，也没有恢复代码，请联系管理员寻求帮助。',
}

export const recoveryCodes: Texts['recoveryCodes'] = {
  headings: {
    issued: '请保存您的恢复代码',
    regenerated: '请保存您的新恢复代码',
    seen: '您的恢复代码',
  },
  leads: {
    issued:
      '如果手机丢失，每个恢复代码都可以代替应用显示的验证码登录一次。请将它们保存在没有手机也能找到的地方。',
    regenerated:
      '旧的恢复代码不再有效。每个新的恢复代码都可以代替应用显示的验证码登录一次。请将它们保存在没有手机也能找到的地方。',
    seen: '每个恢复代码都可以代替应用显示的验证码登录一次。',
  },
  shownFor: (minutes) => `本页仅显示 ${minutes} 分钟。`,
  list: '恢复代码',
  used: '已使用',
  copy: '复制',
  copied: '已复制',
  copyFailed: '请自行选择并复制恢复代码。',
  download: '下载',
  print: '打印',
  saved: '我已保存',
  regenerate: '获取新的恢复代码',
}

/** The downloaded file. */
export const recoveryFile: Texts['recoveryFile'] = {
  heading: (product, account) => `${product} 账户“${account}”的恢复代码`,
  made: (date) => `生成于 ${date}。`,
  lead: '每个恢复代码都可以代替应用显示的验证码登录一次。',
  used: '已使用',
}

export const recoveryCodesLeft: Texts['recoveryCodesLeft'] = {
  headingUsed: '您使用了一个恢复代码',
  headingFew: '您的恢复代码快用完了',
  left: (left) => (left === 0 ? '您的恢复代码已全部用完。' : `您还剩 ${left} 个恢复代码。`),
  addDevice: '设备丢失了吗？请在这里添加新设备，以便下次使用它的验证码登录。',
  addDeviceMissing: '请现在添加设备，以便下次使用它的验证码登录。',
  add: '添加新设备',
  getNew: '登录后，请在您的账户中获取新的恢复代码：',
  getNewElsewhere: '请在需要之前获取新的恢复代码。',
  goOn: (application) => `继续前往 ${application}`,
}

export const recoveryCodesOver: Texts['recoveryCodesOver'] = {
  heading: '不再显示您的恢复代码',
  lead: '恢复代码已为您的账户生成，可以使用。为避免他人在未关闭的屏幕上看到，本页仅短时间显示。',
  getNew: '如果您没有保存，请在登录后到您的账户中获取新的恢复代码：',
  getNewElsewhere: '如果您没有保存，请在需要之前获取新的恢复代码。',
}
