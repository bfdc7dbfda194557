import type { Pages } from '../pages/pages.ts'
import type { Progress } from '../pages/recovery.ts'
import { LONGEST_TYPED_CODE } from '../kernel/typed.ts'
import { accountFrame } from './account-frame.ts'
import { askedForText } from './sign-in-views.ts'
import type { Texts } from './texts.ts'
import { fieldError, textField, type View } from './view.ts'

/** "Step 2 of 3", on the pages of a way that has several. */
export const progressText = (progress: Progress | undefined, texts: Texts): string | undefined =>
  progress && texts.progress(progress)

export function recoveryCodeView(model: Pages['recovery-code'], texts: Texts): View {
  const { recoveryCode, common } = texts
  return {
    heading: recoveryCode.heading,
    lead: askedForText(model, texts),
    failed: model.error !== undefined,
    form: model,
    accountName: model.accountName,
    fields: [
      {
        ...textField({
          name: 'recovery_code',
          label: recoveryCode.label,
          value: model.typed ?? '',
          hint: recoveryCode.hint,
          error: model.error && fieldError(texts, model.error),
          focused: true,
        }),
        spelled: { longest: LONGEST_TYPED_CODE },
      },
    ],
    submit: common.continue,
    other: model.codeHref && { href: model.codeHref, text: recoveryCode.toCode },
    cancelAction: model.cancelAction,
    help: {
      summary: recoveryCode.help,
      lines: [recoveryCode.helpWhere, recoveryCode.helpOnce, recoveryCode.helpLost],
    },
  }
}

export function recoveryCodesView(model: Pages['recovery-codes'], texts: Texts): View {
  const { recoveryCodes } = texts
  return {
    heading: recoveryCodes.headings[model.occasion],
    lead: recoveryCodes.leads[model.occasion],
    failed: false,
    accountName: model.accountName,
    ...(model.frame ? accountFrame(model.frame, texts) : {}),
    progress: progressText(model.progress, texts),
    words: recoveryCodes,
    codes: model.codes,
    shown: model.shown && {
      text: recoveryCodes.shownFor({ minutes: Math.round(model.shown.seconds / 60) }),
      left: Math.max(1, Math.ceil(model.shown.left)),
    },
    downloadHref: model.downloadHref,
    form: model.acknowledge,
    regenerateHref: model.regenerateHref,
    backHref: model.backHref,
  }
}

export function recoveryCodesOverView(model: Pages['recovery-codes-over'], texts: Texts): View {
  const { recoveryCodesOver: words, recoveryCodesLeft } = texts
  return {
    heading: words.heading,
    lead: words.lead,
    failed: false,
    form: model,
    accountName: model.accountName,
    progress: progressText(model.progress, texts),
    getNew: model.codesHref === undefined ? words.getNewElsewhere : words.getNew,
    codesHref: model.codesHref,
    submit: recoveryCodesLeft.goOn({ application: model.applicationName }),
  }
}

export function recoveryFileView(
  model: Pages['recovery-codes.txt'],
  { recoveryFile, formats }: Texts,
  productName: string,
): View {
  return {
    heading: recoveryFile.heading({ product: productName, account: model.accountName }),
    failed: false,
    made: recoveryFile.made({ date: formats.date(model.createdAt) }),
    lead: recoveryFile.lead,
    used: recoveryFile.used,
    codes: model.codes,
  }
}

export function recoveryCodesLeftView(model: Pages['recovery-codes-left'], texts: Texts): View {
  const { recoveryCodesLeft: words } = texts
  return {
    heading: model.justUsed ? words.headingUsed : words.headingFew,
    lead: words.left({ left: model.left }),
    failed: false,
    form: model,
    accountName: model.accountName,
    few: model.few && model.codesHref === undefined ? words.getNewElsewhere : undefined,
    codes:
      model.few && model.codesHref !== undefined
        ? { href: model.codesHref, text: words.getNew }
        : undefined,
    add: model.addDeviceHref && {
      href: model.addDeviceHref,
      text: words.add,
      hint: model.hasDevice ? words.addDevice : words.addDeviceMissing,
    },
    submit: words.goOn({ application: model.applicationName }),
  }
}
