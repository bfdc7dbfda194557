import type { MailId } from '../kernel/ids.ts'
import { dateOf } from '../kernel/instant.ts'
import type { Mail, MailContent, RenderMail } from '../pages/mails.ts'

/** The newest that are kept. */
const KEPT = 50

/** A mail that was shown instead of sent. */
export interface ShownMail extends MailContent {
  readonly id: MailId
  readonly to: string
  readonly at: Date
}

/** Where mails go in development: to the terminal, and to a list in memory. */
export interface ShownMails {
  deliver(mail: Mail, id: MailId): Promise<void>
  /** The newest first. */
  list(): readonly ShownMail[]
  find(id: string): ShownMail | undefined
}

/** @param say prints to the terminal */
export function createShownMails(render: RenderMail, say: (text: string) => void): ShownMails {
  let mails: readonly ShownMail[] = []
  return {
    async deliver(mail, id) {
      const shown = { ...render(mail), id, to: mail.to, at: dateOf(mail.at) }
      mails = [shown, ...mails.filter((other) => other.id !== id)].slice(0, KEPT)
      say(`\n  Mail to ${shown.to}\n\n${indented(shown.text)}\n`)
    },
    list: () => mails,
    find: (id) => mails.find((mail) => mail.id === id),
  }
}

const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, '  | ')
