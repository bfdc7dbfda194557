import type { Pages } from '../pages/pages.ts'
import type { FormError } from '../pages/parts.ts'
import type { DeviceRow } from '../pages/devices.ts'
import { accountFrame } from './account-frame.ts'
import { linkOf as emailLinkOf, stateOf as stateOfEmail } from './email-views.ts'
import { checkUpSection } from './check-up-views.ts'
import { formView } from './form-view.ts'
import { leavingNotice } from './leaving-views.ts'
import { progressText } from './recovery-views.ts'
import { emptyOf, recoverySection, stateOf, turnOffSection } from './second-factor-views.ts'
import { tell, type Texts } from './texts.ts'
import { codeField, fieldError, passwordField, textField, type View } from './view.ts'

/** Adding, naming and removing devices: within a sign-in and in the account's own pages. */

/** Which of the two fields an error stands beside, and where the cursor goes. */
const isAboutName = {
  sign_in_failed: false,
  password_wrong: false,
  login_missing: false,
  any_failed: false,
  code_unreadable: false,
  throttled: false,
  locked: false,
  code_wrong: false,
  code_just_used: false,
  code_malformed: false,
  app_ignored: false,
  app_took_text: false,
  clock_wrong: false,
  recovery_wrong: false,
  recovery_malformed: false,
  setup_given_up: true,
  name_invalid: true,
  name_taken: true,
  name_invisible: true,
  name_lookalike: true,
  limit_reached: true,
} satisfies Readonly<Record<FormError['code'], boolean>>

export function deviceAddView(model: Pages['device-add'], texts: Texts): View {
  const { deviceAdd, common } = texts
  const { error, applicationName } = model
  const message = error && fieldError(texts, error)
  const besides = model.passwordError && fieldError(texts, model.passwordError)
  const onPassword = error !== undefined && model.passwordNeeded && !isAboutName[error.code]
  const name = textField({
    name: 'name',
    label: deviceAdd.name,
    value: model.name,
    hint: deviceAdd.nameHint,
    error: onPassword ? undefined : message,
    focused: !onPassword,
  })
  const password = passwordField({
    name: 'password',
    label: common.password,
    hint: deviceAdd.passwordHint,
    error: onPassword ? message : besides,
    focused: onPassword,
  })
  return {
    heading: applicationName === undefined ? deviceAdd.heading : deviceAdd.headingAsked,
    lead:
      applicationName === undefined
        ? deviceAdd.lead
        : deviceAdd.leadAsked({ application: applicationName }),
    progress: progressText(model.progress, texts),
    lost: model.lost ? lostLines(model.lost, texts) : [],
    failed: error !== undefined,
    form: model,
    apps: deviceAdd.apps,
    username: model.passwordNeeded ? model.accountName : undefined,
    fields: model.passwordNeeded ? [name, password] : [name],
    submit: common.continue,
    ...waysOut(model),
  }
}

function lostLines(
  { name, off, endedSessions }: NonNullable<Pages['device-add']['lost']>,
  { deviceAdd }: Texts,
): readonly string[] {
  const lines = [off ? deviceAdd.lostOff({ device: name }) : deviceAdd.lost({ device: name })]
  if (endedSessions !== undefined) lines.push(deviceAdd.endedSessions({ count: endedSessions }))
  return lines
}

export function deviceSetupView(model: Pages['device-setup'], texts: Texts): View {
  const { deviceSetup } = texts
  return {
    heading: deviceSetup.heading({ device: model.deviceName }),
    progress: progressText(model.progress, texts),
    failed: model.error !== undefined,
    form: model,
    words: deviceSetup,
    qrSvg: model.qrSvg,
    keyUri: model.keyUri,
    nameHref: model.nameHref,
    key: model.keyGroups.join(' '),
    settings: model.settings && settingLines(model.settings, texts),
    standardAction: model.standardAction,
    issuerName: model.issuerName,
    accountName: model.accountName,
    // At first one reads and scans; the cursor waits in the field only where a code went wrong.
    fields: [codeField(texts, [model.digits], model.error, undefined, model.error !== undefined)],
    submit: deviceSetup.submit,
    ...waysOut(model),
  }
}

/** What somebody enters in an app beside the key. */
const settingLines = (
  { algorithm, digits, period }: NonNullable<Pages['device-setup']['settings']>,
  { deviceSetup, formats }: Texts,
) => [
  { label: deviceSetup.algorithm, value: algorithm },
  { label: deviceSetup.digits, value: String(digits) },
  { label: deviceSetup.period, value: formats.seconds(period) },
]

interface WaysOut {
  readonly cancelAction?: string
  readonly cancelHref?: string
  readonly skipAction?: string
}

function waysOut({ cancelAction, cancelHref, skipAction }: WaysOut) {
  return { cancelAction, cancelHref, skipAction }
}

export function devicesView(model: Pages['devices'], texts: Texts): View {
  const { devices } = texts
  return {
    heading: texts.account.security,
    failed: false,
    words: devices,
    ...accountFrame(model.frame, texts),
    done: model.done && tell(texts.done, { code: model.done.code, device: model.done.name }),
    state: stateOf(model, texts),
    empty: emptyOf(model, texts),
    devices: model.devices.map((device) => deviceLine(device, texts)),
    addHref: model.addHref,
    email: model.email && {
      heading: texts.email.heading,
      state: stateOfEmail(model.email, texts),
      href: model.email.href,
      text: emailLinkOf(model.email, texts),
    },
    full: devices.full({ limit: model.limit }),
    leaving: model.leaving && leavingNotice(model.leaving, texts),
    deletion: model.deleteHref && { href: model.deleteHref, text: texts.leaving.section },
    data: model.dataHref && { href: model.dataHref, text: devices.download },
    checkUp: model.checkUp && checkUpSection(model.checkUp, texts),
    recovery: model.recoveryCodes && recoverySection(model.recoveryCodes, texts),
    turnOff: turnOffSection(model.turnOff, texts),
  }
}

interface Time {
  readonly machine: string
  readonly text: string
}

function deviceLine(device: DeviceRow, texts: Texts) {
  const { devices, formats } = texts
  const { lastUsedAt } = device
  const added: Time = { machine: device.addedAt.toISOString(), text: formats.date(device.addedAt) }
  const lastUsed: Time | undefined = lastUsedAt && {
    machine: lastUsedAt.toISOString(),
    text: formats.dateTime(lastUsedAt),
  }
  return {
    name: device.name,
    pending: device.status === 'pending',
    status: devices.status[device.status],
    addedLabel: device.imported ? devices.imported : devices.added,
    added,
    lastUsed,
    clock: device.clock && devices.clock(device.clock),
    links: linksOf(device, texts),
  }
}

/** Each says in its name which device it is about, for those who hear one link after the other. */
function linksOf(device: DeviceRow, { devices }: Texts) {
  const { name } = device
  return [
    {
      href: device.continueHref,
      text: devices.finish,
      named: devices.finishNamed({ device: name }),
    },
    { href: device.renameHref, text: devices.rename, named: devices.renameNamed({ device: name }) },
    { href: device.lostHref, text: devices.lost, named: devices.lostNamed({ device: name }) },
    { href: device.removeHref, text: devices.remove, named: devices.removeNamed({ device: name }) },
  ].filter(({ href }) => href !== undefined)
}

export function deviceRenameView(model: Pages['device-rename'], texts: Texts): View {
  const { deviceRename } = texts
  return formView({
    heading: deviceRename.heading({ device: model.deviceName }),
    lead: deviceRename.lead,
    form: model,
    accountName: model.accountName,
    fields: [
      textField({
        name: 'name',
        label: deviceRename.name,
        value: model.name,
        error: model.error && fieldError(texts, model.error),
        focused: true,
      }),
    ],
    submit: deviceRename.submit,
    cancelHref: model.cancelHref,
    keep: texts.common.cancel,
  })
}

export function deviceRemoveView(model: Pages['device-remove'], texts: Texts): View {
  const { deviceRemove } = texts
  return formView({
    heading: deviceRemove.heading({ device: model.deviceName }),
    lead: deviceRemove.lead,
    form: model,
    accountName: model.accountName,
    submit: deviceRemove.submit,
    danger: true,
    keep: deviceRemove.keep,
    cancelHref: model.cancelHref,
  })
}
