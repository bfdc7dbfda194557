import type { AccountId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Language } from '../kernel/languages.ts'
import type { Origin } from '../kernel/network.ts'
import type { Secret } from '../kernel/secret.ts'
import type { Messages } from '../views/texts/messages.ts'
import type { Given } from './parts.ts'

/** What every mail tells: to whom, in which words, and when and from where it happened. */
export interface MailFacts {
  readonly accountId: AccountId
  /** The address, without a name. */
  readonly to: string
  /** What its owner calls the account. Absent in mails that waited when this was new. */
  readonly account?: string
  readonly language: Language
  /** When it happened, not when it is sent. */
  readonly at: Instant
  /** Absent where nobody's browser did it: on the command line. */
  readonly origin?: Origin
}

type Kinds = Messages['mail']['kinds']
export type MailKind = keyof Kinds

/** Mails that are written for a link, which opens something to whoever has it. */
type LinkKind = 'password_reset_link' | 'email_change_link' | 'email_changed'

/** A mail before it is known to whom it goes: a kind of the texts, and what they are given. Times become words there. */
export type MailDraft = {
  readonly [Kind in MailKind]: { readonly kind: Kind } & TimesAsInstants<
    Given<Kinds[Kind]['told'][number]>
  > &
    (Kind extends LinkKind ? { readonly link: Secret<string> } : unknown)
}[MailKind]

type TimesAsInstants<Facts> = {
  readonly [Name in keyof Facts]: Name extends 'until' ? Instant : Facts[Name]
}

/** What somebody is told by mail about their account. */
export type Mail = MailFacts & MailDraft

/** A mail as it is sent, without its addresses. */
export interface MailContent {
  readonly subject: string
  readonly text: string
  /** A complete document that loads nothing. */
  readonly html: string
  /** Where it leads, as in both versions. */
  readonly links: readonly MailLink[]
}

export interface MailLink {
  readonly text: string
  readonly href: string
}

export type RenderMail = (mail: Mail) => MailContent
