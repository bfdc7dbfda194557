import { fieldOf } from '../kernel/typing.ts'
import { createTransport } from 'nodemailer'
import type { MailId } from '../kernel/ids.ts'
import { dateOf } from '../kernel/instant.ts'
import type { Mail, RenderMail } from '../pages/mails.ts'
import type { Secret } from '../kernel/secret.ts'

/** Milliseconds: to reach the mail server, for its greeting, and for each further word of it. */
const TO_CONNECT = 10_000
const TO_ANSWER = 30_000

export interface SmtpOptions {
  /** `smtp:` or `smtps:`; may hold a name and a password. */
  readonly url: Secret<string>
  /**
   * Speaks to a server of `smtp:` after STARTTLS alone (RFC 3207 §6): by itself TLS is taken where it is offered, and whoever
   * stands between takes the offer out.
   * @default false
   */
  readonly requireTls?: boolean | undefined
  /** An address, or a name with an address in angle brackets. */
  readonly from: string
  /** Domain of the `Message-ID`. */
  readonly domain: string
  readonly render: RenderMail
}

/** Hands mails to a mail server; rejects when it does not take one. */
export interface Smtp {
  deliver(mail: Mail, id: MailId): Promise<void>
  close(): void
}

export function openSmtp({ url, from, domain, render, requireTls = false }: SmtpOptions): Smtp {
  const transport = createTransport({
    url: url.reveal(),
    requireTLS: requireTls,
    connectionTimeout: TO_CONNECT,
    greetingTimeout: TO_CONNECT,
    dnsTimeout: TO_CONNECT,
    socketTimeout: TO_ANSWER,
    // A mail is made of strings of ours: nothing in one may name a file or an address to load.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async deliver(mail, id) {
      const { subject, text, html } = render(mail)
      await transport.sendMail({
        from,
        // An object, and no text to be read as a list: what stands in it is one address.
        to: { name: '', address: mail.to },
        subject,
        text,
        html,
        date: dateOf(mail.at),
        // The same at every attempt, so that readers show one of two copies.
        messageId: `<${id}@${domain}>`,
        headers: {
          // Nobody's holiday notice answers it (RFC 3834 §5).
          'Auto-Submitted': 'auto-generated',
          'X-Auto-Response-Suppress': 'All',
        },
      })
    },
    close: () => transport.close(),
  }
}

/** nodemailer's; under names that the log does not take for secrets. */
const PROPERTIES = { reason: 'code', reply: 'responseCode', command: 'command' } as const

/** What may be logged of a failed delivery: the messages of mail servers quote addresses. */
export function problemOf(error: unknown): Readonly<Record<string, string | number>> {
  if (!(error instanceof Error)) return {}
  const facts: Record<string, string | number> = { name: error.name }
  for (const [name, property] of Object.entries(PROPERTIES)) {
    const value: unknown = fieldOf(error, property)
    if (typeof value === 'string' || typeof value === 'number') facts[name] = value
  }
  return facts
}
