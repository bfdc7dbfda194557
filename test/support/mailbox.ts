import type { ParsedMail } from 'mailparser'
import type { Configuration } from '../../src/server/config/configuration.ts'
import { addressOf, openMailSink } from './mail-sink.ts'
import { keepSecret } from './secrets-in-logs.ts'

/** The mails with a link to reset a password, as their receivers read them. */
export interface Mailbox {
  /** For a server's configuration. */
  readonly mail: Configuration['mail']
  /** Those that have arrived for this address, in order. */
  resetsFor(address: string): readonly ParsedMail[]
  /** Resolves with the one of that number (from 1), when it has arrived. */
  resetFor(address: string, number?: number): Promise<ParsedMail>
  /** Resolves with the link below this path in the newest mail that holds one, when one has arrived. */
  linkFor(address: string, path: string): Promise<string>
  close(): Promise<void>
}

const LINK = /https?:\/\/\S+\/password\/reset\/\S+/

/** The link in a mail, as somebody reads it. */
export function linkIn({ text = '' }: Pick<ParsedMail, 'text'>): string {
  const [link] = LINK.exec(text) ?? []
  if (link === undefined) throw new Error('there is no link in the mail')
  keepSecret(link.slice(link.lastIndexOf('/') + 1))
  return link
}

export async function openMailbox(): Promise<Mailbox> {
  const sink = await openMailSink()
  const resetsFor = (address: string) =>
    sink.mails.filter(
      (mail) =>
        LINK.test(mail.text ?? '') && addressOf(mail)?.toLowerCase() === address.toLowerCase(),
    )
  return {
    mail: { url: sink.url, from: 'sign-in@service.example' },
    resetsFor,
    async resetFor(address, number = 1) {
      for (let count = sink.mails.length; ; count = sink.mails.length) {
        const mail = resetsFor(address)[number - 1]
        if (mail) return mail
        await sink.taken(count + 1)
      }
    },
    async linkFor(address, path) {
      for (let count = sink.mails.length; ; count = sink.mails.length) {
        const links = sink.mails
          .filter((mail) => addressOf(mail) === address)
          .flatMap(({ text = '' }) => /https?:\/\/\S+/g.exec(text) ?? [])
          .filter((link) => new URL(link).pathname.startsWith(`${path}/`))
        const link = links.at(-1)
        if (link !== undefined) {
          keepSecret(link.slice(link.lastIndexOf('/') + 1))
          return link
        }
        await sink.taken(count + 1)
      }
    },
    close: () => sink.stop(),
  }
}
