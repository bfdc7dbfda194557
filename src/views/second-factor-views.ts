import { assertNever } from '../kernel/typing.ts'
import type { Pages } from '../pages/pages.ts'
import type { FormError } from '../pages/parts.ts'
import type { RecoverySummary } from '../pages/second-factor.ts'
import { formView } from './form-view.ts'
import type { Texts } from './texts.ts'
import { fieldError, passwordField, type View } from './view.ts'

/** The second factor as a whole: its parts of the security page, and the pages that change it. */

/** What stands above the list: is the account protected, and by what? */
export function stateOf({ protection }: Pages['devices'], { devices, secondFactor }: Texts) {
  const { security } = secondFactor
  switch (protection) {
    case 'devices':
      return { kind: 'on', title: devices.on, hint: devices.onHint }
    case 'recovery_codes':
      return { kind: 'scant', title: security.codesOnly, hint: security.codesOnlyHint }
    case 'nothing':
      return { kind: 'off', title: devices.off, hint: devices.offHint }
    default:
      return assertNever(protection)
  }
}

/** What is said where the list is empty. */
export const emptyOf = (
  { protection }: Pages['devices'],
  { devices, secondFactor: { security } }: Texts,
) =>
  protection === 'recovery_codes'
    ? { title: security.noDevice, hint: security.noDeviceHint }
    : { title: devices.empty, hint: devices.emptyHint }

/** The section about recovery codes. */
export function recoverySection(summary: RecoverySummary, { secondFactor, formats }: Texts) {
  const { security } = secondFactor
  if (summary.state === 'missing') {
    return {
      heading: security.codes,
      lead: security.missing,
      links: [{ href: summary.makeHref, text: security.make }],
    }
  }
  const { left, count, madeAt } = summary
  return {
    heading: security.codes,
    lead: security.left({ left, count }),
    few: left === 0 ? security.used : summary.few ? security.few : undefined,
    madeText: security.made,
    made: { machine: madeAt.toISOString(), text: formats.date(madeAt) },
    links: [
      { href: summary.seeHref, text: security.see },
      { href: summary.renewHref, text: security.renew },
    ],
  }
}

/** The last section: how to turn it off, or why one cannot. */
export function turnOffSection(turnOff: Pages['devices']['turnOff'], { secondFactor }: Texts) {
  if (!turnOff) return undefined
  const { security } = secondFactor
  return {
    heading: security.off,
    ...(turnOff === 'required'
      ? { required: security.required }
      : { link: { href: turnOff.href, text: security.turnOff } }),
  }
}

export function turnOffView(model: Pages['turn-off'], texts: Texts): View {
  const { turnOff } = texts.secondFactor
  const { error, lastDevice } = model
  return formView({
    heading: turnOff.heading,
    lead: lastDevice === undefined ? turnOff.lead : turnOff.lastDevice({ device: lastDevice }),
    lines: lastDevice === undefined ? [turnOff.goes] : [turnOff.lead, turnOff.goes],
    form: model,
    accountName: model.accountName,
    username: model.passwordNeeded ? model.accountName : undefined,
    fields: model.passwordNeeded ? [passwordOf(error, texts)] : [],
    submit: turnOff.submit,
    danger: true,
    keep: turnOff.keep,
    cancelHref: model.cancelHref,
  })
}

const passwordOf = (error: FormError | undefined, texts: Texts) =>
  passwordField({
    name: 'password',
    label: texts.common.password,
    hint: texts.secondFactor.turnOff.passwordHint,
    error: error && fieldError(texts, error),
    focused: error !== undefined,
  })

export function deviceLostView(model: Pages['device-lost'], texts: Texts): View {
  const { deviceLost } = texts.secondFactor
  return formView({
    heading: deviceLost.heading({ device: model.deviceName }),
    lead: deviceLost.until[model.until],
    lines: [deviceLost.next],
    form: model,
    accountName: model.accountName,
    check: {
      name: 'sessions',
      value: 'end',
      label: deviceLost.endSessions,
      hint: deviceLost.endSessionsHint,
    },
    submit: deviceLost.submit,
    danger: true,
    keep: deviceLost.keep,
    cancelHref: model.cancelHref,
  })
}

export function newRecoveryCodesView(model: Pages['recovery-codes-new'], texts: Texts): View {
  const { newRecoveryCodes: words } = texts.secondFactor
  return formView({
    heading: model.replaces ? words.heading : words.headingFirst,
    lead: model.replaces ? words.lead : words.leadFirst,
    form: model,
    accountName: model.accountName,
    submit: model.replaces ? words.submit : words.submitFirst,
    keep: model.replaces ? words.keep : texts.common.cancel,
    cancelHref: model.cancelHref,
  })
}
