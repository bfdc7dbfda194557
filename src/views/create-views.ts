import { activityView, notMeView } from './activity-views.ts'
import { packagedAssets, viewsFolder, type Assets } from './assets.ts'
import { NO_BRAND, type Brand } from './brand.ts'
import type { Chrome, PageName, Pages, RenderPage } from '../pages/pages.ts'
import { catalogues, english, type Catalogues, type Texts } from './texts.ts'
import { browserForgetView, browsersView } from './browser-views.ts'
import { connectConfirmView, connectView } from './connect-views.ts'
import {
  deviceAddView,
  deviceRemoveView,
  deviceRenameView,
  devicesView,
  deviceSetupView,
} from './device-views.ts'
import { emailConfirmView, emailToldView, emailUndoView, emailView } from './email-views.ts'
import { forwardView } from './forward-views.ts'
import { accountDeleteView, accountLeavingView } from './leaving-views.ts'
import { languageView } from './language-views.ts'
import { devMailsView, devMailView } from './mail-views.ts'
import { applicationRevokeView, applicationsView, sessionsView } from './session-views.ts'
import {
  recoveryCodesLeftView,
  recoveryCodesOverView,
  recoveryCodesView,
  recoveryCodeView,
  recoveryFileView,
} from './recovery-views.ts'
import { deviceLostView, newRecoveryCodesView, turnOffView } from './second-factor-views.ts'
import {
  codeView,
  consentView,
  selectAccountView,
  signInView,
  signOutView,
} from './sign-in-views.ts'
import {
  passwordChangeView,
  passwordForgotView,
  passwordResetView,
  passwordToldView,
} from './password-views.ts'
import { compileTemplates } from './templates.ts'
import { landingView, messageView } from './told-views.ts'
import type { View } from './view.ts'

export interface ViewOptions {
  /** What stands around every page. */
  readonly chrome: Chrome
  /**
   * Folder of the templates.
   * @default the package's `views/`
   */
  readonly folder?: string
  /**
   * An operator's folder: a file in it wins over the file of that name in `folder`.
   * @default none
   */
  readonly overrides?: string
  /**
   * What the pages link to; serve the same by `sendAsset`.
   * @default the package's own
   */
  readonly assets?: Assets
  /**
   * The operator's mark, colours and links.
   * @default ours
   */
  readonly brand?: Brand
  /**
   * The words, by language. What is asked for in one that is missing is said in English.
   * @default all that we have
   */
  readonly texts?: Partial<Catalogues>
}

type Builders = {
  readonly [Name in PageName]: (model: Pages[Name], texts: Texts, productName: string) => View
}

/** Codes become words here; the templates only lay them out. */
const builders: Builders = {
  landing: landingView,
  'account-delete': accountDeleteView,
  'account-leaving': accountLeavingView,
  'sign-in': signInView,
  code: codeView,
  'select-account': selectAccountView,
  consent: consentView,
  'device-add': deviceAddView,
  'device-setup': deviceSetupView,
  devices: devicesView,
  'device-rename': deviceRenameView,
  'device-remove': deviceRemoveView,
  'password-change': passwordChangeView,
  'password-forgot': passwordForgotView,
  'password-reset': passwordResetView,
  'password-told': passwordToldView,
  email: emailView,
  'email-confirm': emailConfirmView,
  'email-undo': emailUndoView,
  'email-told': emailToldView,
  'recovery-code': recoveryCodeView,
  'recovery-codes': recoveryCodesView,
  'recovery-codes.txt': recoveryFileView,
  'recovery-codes-left': recoveryCodesLeftView,
  'recovery-codes-over': recoveryCodesOverView,
  'device-lost': deviceLostView,
  'turn-off': turnOffView,
  'recovery-codes-new': newRecoveryCodesView,
  browsers: browsersView,
  'browser-forget': browserForgetView,
  forward: forwardView,
  'sign-out': signOutView,
  connect: connectView,
  'connect-confirm': connectConfirmView,
  language: languageView,
  sessions: sessionsView,
  applications: applicationsView,
  'application-revoke': applicationRevokeView,
  message: messageView,
  activity: activityView,
  'not-me': notMeView,
  'dev-mails': devMailsView,
  'dev-mail': devMailView,
}

/**
 * Compiles the views once and returns the function that renders them.
 * @throws {ConfigurationError} a folder cannot be read
 * @throws {SyntaxError} a template of the operator's does not compile; the message names the file
 */
export function createViews(options: ViewOptions): RenderPage {
  const { chrome, folder = viewsFolder, overrides, texts: words = catalogues } = options
  const { assets = packagedAssets, brand = NO_BRAND } = options
  const urlOf = (file: string): string => `${chrome.assets}/${file}?v=${assets.version}`
  const render = compileTemplates(overrides === undefined ? [folder] : [folder, overrides])
  const around = {
    productName: chrome.productName,
    asset: {
      css: urlOf('step-up.css'),
      brand: brand.stylesheet && urlOf(brand.stylesheet),
      js: urlOf('step-up.js'),
      mark: urlOf(brand.logo ?? 'mark.svg'),
    },
    footLinks: brand.links,
  }
  return (name, model, language, { expiry, address, signOutHref } = {}) => {
    const texts = words[language] ?? english
    const view = builders[name](model, texts, chrome.productName)
    const { heading } = view
    const title = texts.common.title({ heading, product: chrome.productName })
    return render(name, {
      ...around,
      texts: texts.common,
      expiry: expiry && { ...expiry, words: texts.expiry },
      address,
      signOut: signOutHref && { href: signOutHref, text: texts.account.signOut },
      language: texts.language,
      page: name,
      title: view.failed ? texts.common.failedTitle({ title }) : title,
      ...view,
    })
  }
}
