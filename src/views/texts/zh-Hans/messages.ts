import type { MessageTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

export const messages: MessageTexts = {
  interaction_expired: {
    title: '此页面已过期',
    body: '页面打开的时间过长，或者您在这里已经完成操作。请返回应用并重新登录。',
  },
  request_invalid: {
    title: '应用的请求无效',
    body: '应用将您转到这里的方式使我们无法处理。您的账户没有问题。应用的开发者可以在下方看到原因。',
  },
  form_outdated: {
    title: '此表单已失效',
    body: '它是在另一个标签页中或一段时间以前打开的，因此未做任何更改。请重新打开页面，再执行一次最后的操作。',
  },
  not_found: {
    title: '这里没有内容',
    body: '地址可能输入有误，或者原来的内容已被移除。',
  },
  unavailable: {
    title: '目前无法登录',
    body: '此服务的一部分没有响应。没有丢失任何内容。请一分钟后重试。',
  },
  internal: {
    title: '我们这边出了问题',
    body: '未做任何更改。请重试；如果再次发生，请告知此服务的运营人员。',
  },
  cancelled: {
    title: '已取消',
    body: '未做任何更改。您随时可以从这里继续。',
  },
  connected: {
    title: '已连接',
    body: '请在您的设备上继续。您可以关闭此页面。',
  },
  signed_out: {
    title: '您已退出登录',
    body: '如果是共用的电脑，请同时关闭浏览器。',
  },
  sign_in_impossible: {
    title: '无法以这种方式登录',
    body: '应用要求的登录强度超出了此账户所能提供的程度。请返回应用，或咨询管理员。',
  },
  device_limit: {
    title: '无法再添加设备',
    body: '您账户中的设备数量已达上限。请先移除一台，再添加新设备。',
  },
  second_factor_required: {
    title: '双重身份验证保持开启',
    body: '这里必须使用双重身份验证，因此无法将其关闭，也无法移除您的最后一台设备。如需更换该设备，请先添加新设备。',
  },
  too_many_attempts: {
    title: '尝试次数过多',
    body: '为保护您的账户，我们暂时不再接受尝试。请稍等片刻，然后重新登录。',
  },
}

export const message: Texts['message'] = {
  reference: '参考编号：',
  referenceHint: '寻求帮助时请提供此编号。',
  developer: '供开发者参考',
  signedOut: '同时已退出：',
  notSignedOut: '尚未退出：',
  notSignedOutHint: '请在那里也退出登录。',
}
