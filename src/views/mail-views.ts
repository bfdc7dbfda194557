import type { MailPages } from '../pages/mail.ts'
import { tableView } from './table-view.ts'
import type { Texts } from './texts.ts'
import type { View } from './view.ts'

/** Mails that were shown instead of sent. */

export const devMailsView = ({ mails }: MailPages['dev-mails'], texts: Texts): View => ({
  heading: texts.devMail.heading,
  lead: mails.length === 0 ? texts.devMail.empty : texts.devMail.lead,
  failed: false,
  table: tableView({
    caption: texts.devMail.heading,
    columns: [
      { label: texts.devMail.subject, cell: ({ subject, href }) => ({ text: subject, href }) },
      { label: texts.devMail.recipient, cell: ({ to }) => ({ text: to }), plain: true },
      {
        label: texts.mail.when,
        cell: ({ at }) => {
          const { text, machine } = timeOf(at, texts)
          return { text, time: { machine, precision: 'time' } }
        },
        plain: true,
      },
    ],
    rows: mails,
  }),
})

export const devMailView = (model: MailPages['dev-mail'], texts: Texts): View => ({
  heading: model.subject,
  lead: texts.devMail.to({ address: model.to }),
  failed: false,
  words: texts.devMail,
  at: timeOf(model.at, texts),
  text: model.text,
  htmlHref: model.htmlHref,
  mailLinks: model.links,
  listHref: model.listHref,
})

const timeOf = (at: Date, { formats }: Texts) => ({
  machine: at.toISOString(),
  text: formats.dateTime(at),
})
