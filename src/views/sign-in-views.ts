import { trustChoice } from './browser-views.ts'
import type { Pages } from '../pages/pages.ts'
import type { ApiPermissions, AskedFor, CodeReason, SignInFields } from '../pages/parts.ts'
import type { Texts } from './texts.ts'
import { codeField, fieldError, passwordField, textField, type View } from './view.ts'

/** The pages on the way from an application and back to it. */

/** Which fields each page has, and what it is called. */
const signInPages = {
  name: { heading: 'heading', asks: ['login'] },
  password: { heading: 'headingPassword', asks: ['password'] },
  password_and_code: { heading: 'headingPasswordAndCode', asks: ['password', 'code'] },
  name_and_password: { heading: 'heading', asks: ['login', 'password'] },
} as const satisfies Record<SignInFields, object>

export function signInView(model: Pages['sign-in'], texts: Texts): View {
  const { signIn, common } = texts
  const { applicationName: application, otherNameHref: href, again } = model
  const page = signInPages[model.fields]
  const asks = new Set<'login' | 'password' | 'code'>(page.asks)
  const message = model.error && fieldError(texts, model.error)
  const about = model.error && aboutField(model)
  const first = model.fields === 'name_and_password' && model.login === '' ? 'login' : 'password'
  const focused = about ?? (asks.has('password') ? first : 'login')
  return {
    heading: again ? signIn.headingAgain : signIn[page.heading],
    lead:
      model.toDo !== undefined && model.toDo !== 'open_account'
        ? texts.actions[model.toDo]
        : again
          ? signIn.leadAgain({ application })
          : signIn.lead({ application }),
    failed: model.error !== undefined,
    form: model,
    fields: [
      textField({
        name: 'login',
        label: signIn.login,
        value: model.login,
        autocomplete: 'username',
        // Shown where it is not asked for too: a password manager tells by it whose password it is.
        fixed: !asks.has('login'),
        link: href === undefined ? undefined : { href, text: signIn.otherName },
        error: about === 'login' ? message : undefined,
        focused: focused === 'login',
      }),
      ...(asks.has('password')
        ? [
            passwordField({
              name: 'password',
              label: common.password,
              error: about === 'password' ? message : undefined,
              focused: focused === 'password',
            }),
          ]
        : []),
      ...(asks.has('code')
        ? [
            textField({
              name: 'code',
              label: signIn.code,
              hint: signIn.codeHint,
              autocomplete: 'one-time-code',
              // Not every browser needs it; whoever does is asked for it on a page of its own.
              required: false,
              error: about === 'code' ? message : undefined,
              focused: focused === 'code',
            }),
          ]
        : []),
    ],
    // Where the page sends itself with the last digit, it stands before the code; here nothing does.
    lastChoice: model.trust && trustChoice(model.trust, texts),
    submit: common.continue,
    // Within the form, so that the name that was typed goes along.
    forgot: model.forgotAction && {
      action: model.forgotAction,
      text: texts.passwords.forgot.link,
    },
    cancelAction: model.cancelAction,
  }
}

export function selectAccountView(model: Pages['select-account'], texts: Texts): View {
  const { selectAccount, signIn } = texts
  return {
    heading: selectAccount.heading,
    lead: signIn.lead({ application: model.applicationName }),
    failed: false,
    form: model,
    same: selectAccount.same({ account: model.accountName }),
    other: selectAccount.other,
    otherHint: selectAccount.otherHint({ account: model.accountName }),
    cancelAction: model.cancelAction,
  }
}

/** Which of name and password was wrong is not told; the password is what people mistype. */
function aboutField({ fields, error }: Pages['sign-in']): 'login' | 'password' | 'code' {
  if (fields === 'name') return 'login'
  return fields === 'password_and_code' && error?.code === 'code_unreadable' ? 'code' : 'password'
}

/** Why a code is asked for: what it is needed for in the account, or which application wants it and why. */
export const askedForText = (
  { toDo, applicationName, reason }: AskedFor & { readonly reason: CodeReason },
  texts: Texts,
): string =>
  toDo === undefined ? texts.reasons[reason]({ application: applicationName }) : texts.actions[toDo]

export function codeView(model: Pages['code'], texts: Texts): View {
  const { code, common } = texts
  return {
    heading: code.heading,
    lead: askedForText(model, texts),
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
    heading: consent.heading({ application: model.applicationName }),
    lead: consent.lead({ application: model.applicationName }),
    failed: false,
    form: model,
    accountName: model.accountName,
    permissions: permissionLines(model.permissions, texts),
    apis: apiLines(model.apis, texts),
    destination: consent.destination({ host: model.destination }),
    lasts: model.kept ? consent.lasts : undefined,
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
    const known = isKnown(name, texts)
    const text = known ? texts.permissions[name] : name
    if (!lines.has(text)) lines.set(text, { text, verbatim: !known })
  }
  return [...lines.values()]
}

/** Scopes and claims that have words. */
const isKnown = (name: string, { permissions }: Texts): name is keyof Texts['permissions'] =>
  Object.hasOwn(permissions, name)

/** Each API under its identifier, with its scopes by their own names. */
export const apiLines = (apis: readonly ApiPermissions[], { consent }: Texts) =>
  apis.map(({ resource, scopes }) => ({ lead: consent.api({ resource }), scopes }))

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
        ? signOut.lead({ product: productName })
        : signOut.leadApplication({ application: model.applicationName, product: productName }),
    failed: false,
    formHtml: model.formHtml,
    yes: signOut.yes,
    no: signOut.no,
  }
}
