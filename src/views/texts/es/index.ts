import type { Texts } from '../../texts.ts'
import { account } from './account.ts'
import { activity, notMe } from './activity.ts'
import * as trusted from './browsers.ts'
import { checkUp } from './check-up.ts'
import { common } from './common.ts'
import { connect } from './connect.ts'
import { permissions, consent } from './consent.ts'
import { email } from './email.ts'
import { expiry } from './expiry.ts'
import { forward } from './forward.ts'
import { errors } from './errors.ts'
import { language, formats } from './language.ts'
import { languageChoice } from './language-choice.ts'
import { leaving } from './leaving.ts'
import { links, linkHints, landing } from './links.ts'
import { devMail, mail } from './mail.ts'
import { messages, message } from './messages.ts'
import { passwords } from './passwords.ts'
import { selectAccount, signIn, reasons, actions, code, signOut } from './sign-in.ts'
import { applicationRevoke, applications, sessions } from './sessions.ts'
import * as devices from './devices.ts'
import * as recovery from './recovery.ts'
import * as secondFactor from './second-factor.ts'

/** Spanish. */
export const es: Texts = {
  language,
  formats,
  account,
  activity,
  notMe,
  checkUp,
  common,
  errors,
  expiry,
  messages,
  leaving,
  links,
  linkHints,
  landing,
  languageChoice,
  selectAccount,
  signIn,
  reasons,
  actions,
  code,
  permissions,
  consent,
  deviceAdd: devices.deviceAdd,
  deviceSetup: devices.deviceSetup,
  done: devices.done,
  devices: devices.devices,
  deviceRename: devices.deviceRename,
  deviceRemove: devices.deviceRemove,
  passwords,
  email,
  ...recovery,
  secondFactor,
  trusted,
  signOut,
  forward,
  connect,
  sessions,
  applications,
  applicationRevoke,
  message,
  mail,
  devMail,
}
