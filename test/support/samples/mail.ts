import type { MailPages } from '../../../src/pages/mail.ts'

const mail = {
  href: '/dev/mail/1',
  to: 'anna.lindqvist@example.org',
  subject: 'A device was added to your account',
  at: new Date('2025-11-21T14:05:00Z'),
}

type Sample = {
  [Name in keyof MailPages]: {
    readonly page: Name
    readonly state: string
    readonly model: MailPages[Name]
  }
}[keyof MailPages]

export const mailSamples: readonly Sample[] = [
  { page: 'dev-mails', state: 'empty', model: { mails: [] } },
  {
    page: 'dev-mails',
    state: 'plain',
    model: { mails: [mail, { ...mail, href: '/dev/mail/2', subject: 'Set a new password' }] },
  },
  {
    page: 'dev-mail',
    state: 'plain',
    model: {
      ...mail,
      text: 'A device was added to your account\n\n“Phone” was added.\n\nWhen: 21 November 2025 at 14:05 UTC\n\n-- \nAcme Sign-in sent this automatically, to keep your account safe. Replies aren’t read.',
      htmlHref: '/dev/mail/1/html',
      links: [
        { text: 'Set a new password', href: 'https://login.example.org/password/forgot' },
        { text: 'Your account', href: 'https://login.example.org/account' },
      ],
      listHref: '/dev/mail',
    },
  },
]
