import type { Pages } from '../pages.ts'
import { trustChoice } from './browser-views.ts'
import { knownPermissions, type KnownPermission } from './texts/codes.ts'
import type { Texts } from './texts.ts'
import { forgotLink } from './password-views.ts'
import { codeField, fieldError, passwordField, textField, type View } from './view.ts'

/** The pages on the way from an application and back to it. */

export function signInView(model: Pages['sign-in'], texts: Texts): View {
  const { signIn, common } = texts
  const application = model.applicationName
  return {
    heading: model.again ? signIn.headingAgain : signIn.heading,
    lead: model.again ? signIn.leadAgain(application) : signIn.lead(application),
    failed: model.error !== undefined,
    form: model,
    fields: [
      textField({
        name: 'login',
        label: signIn.login,
        value: model.login,
        autocomplete: 'username',
        focused: model.login === '',
      }),
      passwordField({
        name: 'password',
        label: common.password,
        // Which of the two was wrong is not told; the password is what people mistype.
        error: model.error && fieldError(texts, model.error),
        focused: model.login !== '',
      }),
    ],
    submit: common.continue,
    forgot: forgotLink(model.forgotHref, texts),
    cancelAction: model.cancelAction,
  }
}

export function codeView(model: Pages['code'], texts: Texts): View {
  const { code, common } = texts
  return {
    heading: code.heading,
    lead: texts.reasons[model.reason](model.applicationName),
    failed: model.error !== undefined,
    form: model,
    accountName: model.accountName,
    choice: model.trust && trustChoice(model.trust, texts),
    fields: [codeField(texts, model.digits, model.error, code.hint, true)],
    submit: common.continue,
    other: model.recoveryHref && { href: model.recoveryHref, text: code.toRecovery },
    cancelAction: model.cancelAction,
    help: {
      summary: code.help,
      lines: [code.helpTime, model.recoveryHref ? code.helpRecovery : code.helpLost],
    },
  }
}

export function consentView(model: Pages['consent'], texts: Texts): View {
  const { consent } = texts
  return {
    heading: consent.heading(model.applicationName),
    lead: consent.lead(model.applicationName),
    failed: false,
    form: model,
    accountName: model.accountName,
    permissions: permissionLines(model.permissions, texts),
    destination: consent.destination(model.destination),
    website: websiteOf(model.applicationUri),
    websiteText: consent.website,
    submit: consent.allow,
    deny: consent.deny,
    cancelAction: model.cancelAction,
  }
}

interface PermissionLine {
  readonly text: string
  /** Shown by its own name, as we have no words for it. */
  readonly verbatim: boolean
}

/** Several claims may share their words, and one line is enough. */
export function permissionLines(asked: readonly string[], texts: Texts): PermissionLine[] {
  const lines = new Map<string, PermissionLine>()
  for (const name of asked) {
    const text = isKnown(name) ? texts.permissions[name] : name
    if (!lines.has(text)) lines.set(text, { text, verbatim: !isKnown(name) })
  }
  return [...lines.values()]
}

const known: ReadonlySet<string> = new Set(knownPermissions)

function isKnown(permission: string): permission is KnownPermission {
  return known.has(permission)
}

/** Client metadata is written by strangers: only a web address becomes a link (no `javascript:`). */
export function websiteOf(uri: string | undefined): { href: string; host: string } | undefined {
  if (uri === undefined || !URL.canParse(uri)) return undefined
  const url = new URL(uri)
  return url.protocol === 'https:' || url.protocol === 'http:'
    ? { href: url.href, host: url.host }
    : undefined
}

export function signOutView(model: Pages['sign-out'], texts: Texts, productName: string): View {
  const { signOut } = texts
  return {
    heading: signOut.heading,
    lead:
      model.applicationName === undefined
        ? signOut.lead(productName)
        : signOut.leadApplication(model.applicationName, productName),
    failed: false,
    formHtml: model.formHtml,
    yes: signOut.yes,
    no: signOut.no,
  }
}
