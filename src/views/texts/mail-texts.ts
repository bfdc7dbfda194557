import type { Mail, MailKind } from '../../pages/mails.ts'

type MailOf<Kind extends MailKind> = Extract<Mail, { kind: Kind }>

/** What a text is given are facts to be shown, and no codes. */
type ToldOf<Kind extends MailKind> = Kind extends 'password_changed'
  ? { readonly byAdministrator: boolean }
  : Kind extends 'account_leaving'
    ? { readonly until: string }
    : MailOf<Kind>

/** What is said in a mail of each kind. */
export type MailTexts = {
  readonly [Kind in MailKind]: {
    /** Ours alone: nothing that a user wrote stands in a header. */
    readonly subject: string
    /** What happened, each sentence a paragraph. */
    readonly told: (mail: ToldOf<Kind>) => readonly string[]
    /** What to do if it was not its reader, or if it was not asked for. */
    readonly otherwise: readonly string[]
  }
}
