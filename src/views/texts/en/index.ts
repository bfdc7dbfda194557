import { account } from './account.ts'
import { common } from './common.ts'
import { connect } from './connect.ts'
import { permissions, consent } from './consent.ts'
import { errors } from './errors.ts'
import { language, formats } from './language.ts'
import { links, linkHints, landing } from './links.ts'
import { messages, message } from './messages.ts'
import { signIn, reasons, code, signOut } from './sign-in.ts'
import * as devices from './devices.ts'
import * as recovery from './recovery.ts'
import * as secondFactor from './second-factor.ts'

/** English, and the shape of every other language. */
export const en = {
  language,
  formats,
  account,
  common,
  errors,
  messages,
  links,
  linkHints,
  landing,
  signIn,
  reasons,
  code,
  permissions,
  consent,
  deviceAdd: devices.deviceAdd,
  deviceSetup: devices.deviceSetup,
  done: devices.done,
  devices: devices.devices,
  deviceRename: devices.deviceRename,
  deviceRemove: devices.deviceRemove,
  ...recovery,
  secondFactor,
  signOut,
  connect,
  message,
}
