import { viewsFolder } from './assets.ts'
import { dateOf, plusSeconds } from '../kernel/instant.ts'
import type { Mail, MailLink, RenderMail } from '../pages/mails.ts'
import { browserOf } from '../kernel/user-agent.ts'
import { compileTemplates } from './templates.ts'
import { isolate } from './texts/isolate.ts'
import { catalogues, english, say, type Catalogues, type Texts } from './texts.ts'

export interface MailViewOptions {
  readonly productName: string
  /** By which the account is known in authenticator apps too. */
  readonly issuerName: string
  /** Where the account's owner goes: the account console, and where a forgotten password is reset. */
  readonly accountUrl: string
  readonly forgotUrl: string
  /** What to do about something that they did not do themselves. */
  readonly notMeUrl: string
  /** An operator's folder: its `mail/message.ejs` wins over ours. @default none */
  readonly overrides?: string | undefined
  /** @default all that we have */
  readonly texts?: Catalogues
}

/**
 * Compiles the mails' view once and returns the function that writes mails.
 *
 * @throws {ConfigurationError} a folder cannot be read
 * @throws {SyntaxError} a template of the operator's does not compile
 */
export function createMails(options: MailViewOptions): RenderMail {
  const { productName, overrides, texts: words = catalogues } = options
  const render = compileTemplates(
    overrides === undefined ? [viewsFolder] : [viewsFolder, overrides],
  )
  return (mail) => {
    const texts = words[mail.language] ?? english
    const { subject, told: paragraphs, otherwise } = wordsOf(mail, texts)
    const view = {
      productName,
      heading: subject,
      told: paragraphs.map(inOneLine),
      action: actionOf(mail, texts),
      facts: factsOf(mail, texts, options),
      otherwise,
      links: waysOn(mail, texts, options),
      footer: texts.mail.footer({ product: productName }),
    }
    const { action, links } = view
    return {
      subject,
      text: asText(view),
      html: render('mail/message', { ...view, language: texts.language }),
      links: action ? [action, ...links] : links,
    }
  }
}

/** What is said in a mail: `pages/mails.ts` derives what a kind is given of these. */
interface MailTexts {
  /** Ours alone: nothing that a user wrote stands in a header. */
  readonly subject: string
  /** What happened, each sentence a paragraph; one that comes out empty is left out. */
  readonly told: readonly (string | ((facts: never) => string))[]
  /** What to do if it was not its reader, or if it was not asked for; most kinds say the same. */
  readonly otherwise?: readonly string[]
}

function wordsOf(mail: Mail, { mail: words, formats }: Texts) {
  const {
    subject,
    told: sentences,
    otherwise = words.otherwise,
  }: MailTexts = words.kinds[mail.kind]
  const facts = 'until' in mail ? { until: formats.dateTime(dateOf(mail.until)) } : mail
  const paragraphs = sentences.map((text) => say(text, facts)).filter((text) => text !== '')
  return { subject, told: paragraphs, otherwise }
}

/** What is to be done by the link that the mail was written for. */
function actionOf(mail: Mail, texts: Texts): MailLink | undefined {
  if (!('link' in mail)) return undefined
  const words = {
    password_reset_link: texts.mail.reset,
    email_change_link: texts.mail.confirmEmail,
    email_changed: texts.mail.undoEmail,
  } as const satisfies Record<typeof mail.kind, string>
  return { text: words[mail.kind], href: mail.link.reveal() }
}

interface Fact {
  readonly name: string
  readonly value: string
}

function factsOf(sent: Mail, texts: Texts, { issuerName }: MailViewOptions): readonly Fact[] {
  const { account, kind } = sent
  const { mail } = texts
  return [
    ...(account === undefined
      ? []
      : [
          {
            name: mail.account,
            value: inOneLine(mail.accountAt({ login: account, issuer: issuerName })),
          },
        ]),
    { name: mail.when, value: texts.formats.dateTime(dateOf(sent.at)) },
    ...whereOf(sent, texts),
    // Nothing is left to be done.
    ...(kind === 'account_removed' ? [] : [{ name: mail.byWhen, value: deadlineOf(sent, texts) }]),
  ]
}

/** By when its reader has to do what the mail says. */
function deadlineOf(sent: Mail, { mail, formats }: Texts): string {
  if (!('link' in sent)) return mail.immediately
  const minutes = 'hours' in sent ? sent.hours * 60 : sent.minutes
  return formats.dateTime(dateOf(plusSeconds(sent.at, minutes * 60)))
}

function whereOf({ kind, origin }: Mail, { mail, language }: Texts): readonly Fact[] {
  // Its time had come: nobody did it then.
  if (!origin && kind === 'account_removed') return []
  if (!origin) return [{ name: mail.where, value: mail.byOperator }]
  const { browser, system } = browserOf(origin.userAgent)
  const known = browser ?? system
  return [
    { name: mail.where, value: inOneLine(mail.address({ address: origin.address })) },
    {
      name: mail.browser,
      value:
        browser !== undefined && system !== undefined
          ? mail.browserOnSystem({ browser, system })
          : (known ?? mail.unknownBrowser),
    },
    ...(origin.device === undefined
      ? []
      : [{ name: mail.device, value: inOneLine(isolate(origin.device, language.direction)) }]),
  ]
}

/** A link that the mail was written for needs no other beside it. */
function waysOn(mail: Mail, texts: Texts, options: MailViewOptions): readonly MailLink[] {
  if ('link' in mail || mail.kind === 'account_removed') return []
  return [
    { text: texts.mail.notMe, href: options.notMeUrl },
    { text: texts.mail.reset, href: options.forgotUrl },
    { text: texts.mail.toAccount, href: options.accountUrl },
  ]
}

interface Written {
  readonly heading: string
  readonly told: readonly string[]
  readonly action: MailLink | undefined
  readonly facts: readonly Fact[]
  readonly otherwise: readonly string[]
  readonly links: readonly MailLink[]
  readonly footer: string
}

function asText({
  heading,
  told: paragraphs,
  action,
  facts,
  otherwise,
  links,
  footer,
}: Written): string {
  const [first = '', ...more] = paragraphs
  return [
    heading,
    first,
    // Alone in its line, so that no mail reader takes a full stop into it.
    ...(action ? [action.href] : []),
    ...more,
    facts.map(({ name, value }) => `${name}: ${value}`).join('\n'),
    ...otherwise,
    ...links.map(({ text, href }) => `${text}:\n${href}`),
    `-- \n${footer}`,
  ].join('\n\n')
}

/**
 * What a user wrote stays in its line, and is read in the order in which it was written: a name must not
 * look like a paragraph of ours. Bidirectional controls: Unicode Standard Annex #9 §2; the isolates that are
 * left are ours.
 */
const inOneLine = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e]+/gu, ' ')
