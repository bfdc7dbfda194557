import { strict as assert } from 'node:assert'
import type { ParsedMail } from 'mailparser'
import type { Language } from '../../src/kernel/languages.ts'
import { addressOf } from './mail-sink.ts'
import type { Person } from './person.ts'

/** The languages of accounts whose mails are read here. */
export const READ = ['en', 'de'] as const satisfies readonly Language[]
export type Read = (typeof READ)[number]

/** What a mail has to say: its subject, and a part of its text. */
export type Words = Readonly<Record<Read, readonly [subject: string, says: RegExp]>>

const WHEN = { en: 'When', de: 'Wann' } as const
const WHOSE = { en: /Account: \S+ at \S/, de: /Konto: \S+ bei \S/ } as const
const WHERE = {
  en: /Where from: Address (?:::ffff:)?(?:127\.0\.0\.1|::1) /,
  de: /Von wo: Adresse (?:::ffff:)?(?:127\.0\.0\.1|::1) /,
} as const
const BY_OPERATOR = {
  en: /Where from: By the people who run this service/,
  de: /Von wo: Durch die Betreiber dieses Dienstes/,
} as const
const OTHERWISE = {
  en: /If (?:this|it) was not you|If you did not ask for this/,
  de: /Wenn Sie (?:das nicht waren|nicht darum gebeten haben)/,
} as const

export const REMOVED: Words = {
  en: ['A device was removed from your account', /“Tablet” was removed/],
  de: ['Ein Gerät wurde aus Ihrem Konto entfernt', /„Tablet“ wurde entfernt/],
}
export const CHANGED: Words = {
  en: ['Your password was changed', /The old one no longer works/],
  de: ['Ihr Passwort wurde geändert', /Das alte gilt nicht mehr/],
}
export const LINK: Words = {
  en: ['Set a new password', /The link works once, for 30 minutes/],
  de: ['Neues Passwort festlegen', /Der Link funktioniert nur einmal und gilt 30 Minuten/],
}
export const OFF: Words = {
  en: ['Two-factor authentication was turned off', /your password alone opens your account/],
  de: ['Die Zwei-Faktor-Authentifizierung wurde ausgeschaltet', /Ihr Passwort allein öffnet/],
}
export const GUESSED: Words = {
  en: ['Someone may have your password', /several codes in a row were wrong/],
  de: ['Möglicherweise kennt jemand Ihr Passwort', /mehrere Codes nacheinander falsch/],
}
export const MISTYPED: Words = {
  en: ['Several wrong codes for your account', /in a browser that you have used before/],
  de: ['Mehrere falsche Codes für Ihr Konto', /In einem Browser, den Sie schon benutzt haben/],
}
export const RESET: Words = {
  en: [
    'An administrator reset your two-factor authentication',
    /removed all of your devices and recovery codes/,
  ],
  de: [
    'Ihre Zwei-Faktor-Authentifizierung wurde von der Administration zurückgesetzt',
    /alle Ihre Geräte und Wiederherstellungscodes entfernt/,
  ],
}
export const SET: Words = {
  en: [CHANGED.en[0], /An administrator set a new password/],
  de: [CHANGED.de[0], /Ihre Administration hat ein neues Passwort/],
}

/** What is told beside the words. */
export interface ToldFacts {
  /** When it happened, in milliseconds: any of these, where a process has its own time. */
  readonly at: readonly number[]
  /** The server's own address, to which the mail leads back. */
  readonly issuer: string
  /** No browser did it. */
  readonly byOperator?: true
}

/** That these are all, in any order: each to its owner, with what happened, when, whence, and what to do. */
export function assertTold(
  mails: readonly ParsedMail[],
  { account }: Person,
  language: Read,
  all: readonly Words[],
  { at, issuer, byOperator }: ToldFacts,
): void {
  const subjects = all.map((words) => words[language][0])
  assert.deepEqual(mails.map(({ subject = '' }) => subject).toSorted(), subjects.toSorted())
  for (const words of all) {
    const [subject, says] = words[language]
    const mail = mails.find((candidate) => candidate.subject === subject)
    assert.ok(mail)
    assert.equal(addressOf(mail), account.login)
    const text = (mail.text ?? '').replaceAll(/\s+/g, ' ')
    assert.match(text, says)
    assert.match(text, WHOSE[language])
    assert.ok(text.includes(`: ${account.login} `), account.login)
    const times = at.map((time) => `${WHEN[language]}: ${shownTime(time, language)}`)
    assert.ok(
      times.some((time) => text.includes(time)),
      `${times.join()} in ${text}`,
    )
    assert.match(text, (byOperator ? BY_OPERATOR : WHERE)[language])
    assert.match(text, OTHERWISE[language])
    const paths =
      words === LINK ? ['/password/reset/'] : ['/password/forgot', '/account/not-me', '/account']
    for (const path of paths) assert.ok(text.includes(`${issuer}${path}`), path)
  }
}

/** As a mail shows it. Intl puts a narrow no-break space before AM, which the texts here have lost. */
const shownTime = (at: number, language: Read): string =>
  new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'de', {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZone: 'UTC',
    timeZoneName: 'short',
  })
    .format(at)
    .replaceAll(/\s+/g, ' ')
