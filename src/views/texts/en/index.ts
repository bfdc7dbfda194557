import { account } from './account.ts'
import * as trusted from './browsers.ts'
import { common } from './common.ts'
import { connect } from './connect.ts'
import { permissions, consent } from './consent.ts'
import { errors } from './errors.ts'
import { language, formats } from './language.ts'
import { links, linkHints, landing } from './links.ts'
import { messages, message } from './messages.ts'
import { signIn, reasons, code, signOut } from './sign-in.ts'
import * as devices from './devices.ts'

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
  trusted,
  signOut,
  connect,
  message,
}
