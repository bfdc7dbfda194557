import type { Logger } from 'pino'
import type { Sealer } from '../kernel/sealing/sealer.ts'
import { closeAll } from '../kernel/close-all.ts'
import { Fault } from '../kernel/faults.ts'
import type { Clock } from '../kernel/instant.ts'
import {
  createShownMails,
  openMailSender,
  openSmtp,
  problemOf,
  type MailReport,
  type MailSender,
  type MailSenderParts,
  type OutboxStore,
  type ShownMails,
} from '../mail/index.ts'
import { createMails } from '../views/create-mails.ts'
import { addressesOf } from './addresses.ts'
import type { Configuration } from './config/configuration.ts'

/** Milliseconds between two looks into the outbox, for what other processes posted or is due again. */
const INTERVAL = 5000

/** Where mails leave the server. */
export interface MailDelivery extends Pick<MailSenderParts, 'deliver'> {
  /** In development, where no mail server is configured. */
  readonly shown?: ShownMails
  close(): void
}

/** Undefined where mails are neither sent nor shown. @param say prints to the terminal */
export function createMailDelivery(
  configuration: Configuration,
  say: (text: string) => void,
): MailDelivery | undefined {
  const { issuer, issuerName, mail, productName, views, development } = configuration
  const { account, forgot } = addressesOf(issuer)
  const render = createMails({
    productName,
    issuerName,
    accountUrl: new URL(account, issuer).href,
    notMeUrl: new URL(`${account}/not-me`, issuer).href,
    forgotUrl: new URL(forgot, issuer).href,
    overrides: views,
  })
  const { hostname } = new URL(issuer)
  if (mail.url !== undefined) {
    const from = mail.from ?? `no-reply@${hostname}`
    const { url, requireTls } = mail
    return openSmtp({ url, from, domain: hostname, render, requireTls })
  }
  if (!development) return undefined
  const shown = createShownMails(render, say)
  return { deliver: (one, id) => shown.deliver(one, id), shown, close: () => {} }
}

export interface MailServiceParts {
  readonly store: OutboxStore
  readonly sealer: Sealer
  readonly clock: Clock
  readonly log: Logger
  /** Milliseconds. @default 5000 */
  readonly interval?: number | undefined
  /** Told what became of each attempt. */
  readonly onReport?: ((report: MailReport) => void) | undefined
}

/** Sends what is in the outbox. Without delivery it warns, once, that nobody will be told anything. */
export function openMailService(
  delivery: MailDelivery | undefined,
  { log, onReport, interval = INTERVAL, ...parts }: MailServiceParts,
): MailSender {
  if (!delivery) {
    log.warn('mail.url is not set: nobody is notified by mail of what happens to their account')
    return { wake: () => {}, close: async () => {} }
  }
  const sender = openMailSender({
    ...parts,
    interval,
    deliver: (mail, id) => delivery.deliver(mail, id),
    onReport: (report) => {
      onReport?.(report)
      logReport(log, report)
    },
  })
  return {
    wake: () => sender.wake(),
    close: () =>
      closeAll(
        () => sender.close(),
        () => delivery.close(),
      ),
  }
}

function logReport(log: Logger, report: MailReport): void {
  switch (report.outcome) {
    case 'outbox_unavailable':
      log.error({ err: report.error }, 'the outbox does not answer')
      return
    case 'failed': {
      const { error, ...mail } = report
      const level = mail.overdue || error instanceof Fault ? 'error' : 'warn'
      log[level]({ mail: { ...mail, problem: problemOf(error) } }, 'a mail was not taken')
      return
    }
    case 'refused': {
      const { error, ...mail } = report
      log.error({ mail: { ...mail, problem: problemOf(error) } }, 'a mail was given up')
      return
    }
    case 'sent':
    case 'expired':
      log.info({ mail: report })
  }
}
