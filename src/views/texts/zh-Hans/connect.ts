import type { Texts } from '../../texts.ts'

export const connect: Texts['connect'] = {
  heading: '连接设备',
  lead: '请输入您的电视、游戏机或命令行显示的代码。',
  code: '设备上的代码',
  errors: {
    unknown: '未找到该代码。请与设备显示的代码核对。',
    expired: '该代码已过期。请在设备上获取新的代码。',
    declined: '未连接任何设备。如果仍要连接，请在设备上获取新的代码。',
    outdated: '此页面已失效。请重新输入代码。',
    refused: '未连接任何设备。应用要求的登录强度超出了此账户所能提供的程度。',
    used: '该代码只能使用一次。请在设备上获取新的代码。',
    other_account: '未连接任何设备。设备要求的账户与您登录的账户不同。',
    impossible: '未连接任何设备。设备的请求无法在此完成。',
  },
  confirmHeading: (application) => `要连接 ${application} 吗？`,
  confirmLead: '您的设备是否显示此代码？',
  from: (address) => `此代码由地址 ${address} 请求。`,
  warning: '只有设备就在您面前时才继续。否则，将此代码发给您的人就能进入您的账户。',
  yes: '连接',
  no: '不连接',
}
