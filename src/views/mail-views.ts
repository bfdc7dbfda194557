import type { MailPages } from '../pages/mail.ts'
import type { Texts } from './texts.ts'
import type { View } from './view.ts'

/** Mails that were shown instead of sent. */

export const devMailsView = ({ mails }: MailPages['dev-mails'], texts: Texts): View => ({
  heading: texts.devMail.heading,
  lead: mails.length === 0 ? texts.devMail.empty : texts.devMail.lead,
  failed: false,
  mails: mails.map((mail) => ({ ...mail, at: timeOf(mail.at, texts) })),
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
