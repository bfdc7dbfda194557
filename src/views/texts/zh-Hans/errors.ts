import type { ErrorTexts } from '../codes.ts'
import { countOfDevices } from './devices.ts'
import { formats } from './language.ts'

export const errors: ErrorTexts = {
  sign_in_failed: () => '名称或密码不正确。',
  login_missing: () => '请输入您的名称或电子邮件地址。',
  any_failed: () => '名称、密码或验证码不正确。每个验证码只能使用一次。',
  code_unreadable: () => '验证码不完整。请输入应用显示的全部数字，或完整的恢复代码。',
  password_wrong: () => '密码不正确。请再试一次。',
  throttled: ({ seconds }) => `尝试次数过多。请等待 ${formats.duration(seconds)}后重试。`,
  locked: () => '由于尝试次数过多，此账户已被锁定。管理员可以将其解锁。',
  code_wrong: () => '验证码不正确。请输入应用现在显示的验证码。',
  code_just_used: ({ seconds }) =>
    `该验证码刚刚用过。请等待下一个（${formats.seconds(seconds)}）。`,
  code_malformed: ({ digits }) => `验证码有 ${digits} 位数字。请全部输入。`,
  recovery_wrong: () => '恢复代码不正确，或已经用过。',
  recovery_malformed: () =>
    '这不是恢复代码。恢复代码共三组，每组五个字母和数字，例如 k7m2p-9xwaz-3hrtc。',
  setup_given_up: () => '错误的验证码次数过多。请重新开始，并扫描新的二维码。',
  name_invalid: ({ longest }) => `请输入不超过 ${longest} 个字符的名称。`,
  name_invisible: () =>
    '该名称含有不可见的字符，或者没有任何可见的字符。请使用字母、数字或表情符号。',
  name_lookalike: ({ name }) => `该名称与您的另一台设备“${name}”看起来相同。请换一个名称。`,
  name_taken: () => '您的另一台设备已使用此名称。请换一个名称。',
  limit_reached: ({ limit }) => `您的账户已有 ${countOfDevices(limit)}，达到上限。请先移除一台。`,
}
