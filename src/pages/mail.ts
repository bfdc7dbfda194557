/** The pages of the development profile that show mails instead of sending them. */
export interface MailPages {
  /** The newest first. */
  readonly 'dev-mails': { readonly mails: readonly ShownMailRow[] }

  readonly 'dev-mail': Omit<ShownMailRow, 'href'> & {
    readonly text: string
    /** Where its HTML is: a document without any rights. */
    readonly htmlHref: string
    readonly links: readonly { readonly text: string; readonly href: string }[]
    readonly listHref: string
  }
}

export interface ShownMailRow {
  readonly href: string
  readonly to: string
  readonly subject: string
  readonly at: Date
}
