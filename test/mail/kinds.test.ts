import { strict as assert } from 'node:assert'
import type { ParsedMail } from 'mailparser'
import type { Mail, MailKind } from '../../src/pages/mails.ts'
import { dateOf, plusSeconds } from '../../src/kernel/instant.ts'
import { LANGUAGES } from '../../src/kernel/languages.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { catalogues, english } from '../../src/views/texts.ts'
import { addressOf, headerOf } from '../support/mail-sink.ts'
import { ORIGIN, openMailBench, type MailBench } from '../support/mail-bench.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'

const TIME = new Intl.DateTimeFormat('en-GB', {
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  timeZone: 'UTC',
  timeZoneName: 'short',
})

/** A reset link as it could be: secret, and known to the check of the logs. */
const LINK = keepSecret('https://id.example.com/password/reset/s3cr3t-t0ken-of-a-link')

/** Each kind with its facts, its subject, and what it has to say. */
const KINDS: Readonly<
  Record<MailKind, { facts: object; subject: RegExp; says: readonly RegExp[] }>
> = {
  device_added: {
    facts: { name: 'Old phone' },
    subject: /device was added/,
    says: [/“Old phone” was added/],
  },
  device_secrets_exported: {
    facts: { reason: 'We move to another service' },
    subject: /keys of your devices were exported/,
    says: [/The reason given: We move to another service/, /still work here/],
  },
  device_removed: {
    facts: { name: 'Old phone' },
    subject: /device was removed/,
    says: [/“Old phone” was removed/],
  },
  recovery_code_used: {
    facts: { remaining: 1 },
    subject: /recovery code .* was used/,
    says: [/1 recovery code is left/],
  },
  recovery_codes_regenerated: {
    facts: {},
    subject: /new recovery codes/,
    says: [/saved before no longer work/],
  },
  second_factor_off: { facts: {}, subject: /turned off/, says: [/password alone opens/] },
  second_factor_reset: {
    facts: {},
    subject: /administrator reset/,
    says: [/removed all of your devices/],
  },
  password_changed: {
    facts: { by: 'owner' },
    subject: /password was changed/,
    says: [/old one no longer works/],
  },
  password_reset_link: {
    facts: { link: new Secret(LINK), minutes: 30 },
    subject: /Set a new password/,
    says: [/works once, for 30 minutes/, /password stays as it is/],
  },
  account_locked: {
    facts: { factor: 'password' },
    subject: /account is locked/,
    says: [/too many wrong passwords/, /until you set a new one/],
  },
  email_change_link: {
    facts: { link: new Secret(LINK), minutes: 30 },
    subject: /Confirm your new email/,
    says: [/address was entered for an account/, /works once, for 30 minutes/],
  },
  email_changed: {
    facts: { link: new Secret(LINK), hours: 72 },
    subject: /address of your account was changed/,
    says: [/undo the change/i, /works for 72 hours/],
  },
  account_leaving: {
    facts: { until: Date.UTC(2047, 10, 21) },
    subject: /will be deleted/,
    says: [/deleted on 21 November 2047/, /choose “Keep my account”/],
  },
  account_staying: { facts: {}, subject: /account stays/, says: [/Nothing was deleted/] },
  account_removed: {
    facts: {},
    subject: /account was deleted/,
    says: [/as you requested/, /kept for 180 days/],
  },
  wrong_codes: {
    facts: {},
    subject: /may have your password/,
    says: [/password was right/, /several codes/],
  },
  wrong_codes_known_browser: {
    facts: {},
    subject: /^Several wrong codes/,
    says: [/a browser that you have used before/, /make sure your phone sets its time/],
  },
}

const htmlOf = ({ html }: ParsedMail): string => (typeof html === 'string' ? html : '')
const textOf = ({ text }: ParsedMail): string => (text ?? '').replaceAll(/\s+/g, ' ')
const shownOf = (mail: ParsedMail): string =>
  htmlOf(mail)
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')

/** Without borders around names, entities, spaces, and what stands between the cells of a table. */
const plain = (text: string): string =>
  text.replaceAll(/[\u2066-\u2069:\s]/g, '').replaceAll('&#39;', "'")

describe('a mail', () => {
  let bench: MailBench
  before(async () => {
    bench = await openMailBench()
  })
  after(async () => bench.close())

  async function send(more: Partial<Mail> & Pick<Mail, 'kind'>): Promise<ParsedMail> {
    bench.sink.clear()
    await bench.postbox.post(bench.mail(more))
    const [mail] = await bench.sink.taken(1)
    await bench.emptied()
    assert.ok(mail)
    return mail
  }

  for (const [kind, { facts, subject, says }] of Object.entries(KINDS)) {
    it(`of ${kind} says in text and HTML what, when and where from, and what to do`, async () => {
      const mail = await send({ kind, ...facts } as Partial<Mail> & Pick<Mail, 'kind'>)
      assert.match(mail.subject ?? '', subject)
      assert.equal(addressOf(mail), 'ann@example.com')
      assert.deepEqual(mail.from?.value, [{ name: 'ACME', address: 'no-reply@acme.example' }])
      assert.equal(mail.date?.getTime(), Math.floor(bench.server.now() / 1000) * 1000)
      const { issuer } = bench.server.configuration
      for (const body of [textOf(mail), shownOf(mail)]) {
        for (const sentence of says) assert.match(body, sentence)
        // Intl puts a narrow no-break space before AM; both bodies have lost the difference.
        const when = TIME.format(bench.server.now()).replaceAll(/\s+/g, ' ')
        assert.ok(body.includes(when), `${when} in ${body}`)
        assert.match(body, /UTC/)
        assert.match(body, /192\.0\.2\.7/)
        assert.match(body, /Firefox on Windows/)
        if (
          ![
            'second_factor_reset',
            'device_secrets_exported',
            'email_change_link',
            'account_removed',
          ].includes(kind)
        ) {
          assert.match(body, /[Ii]f (?:this|it) was not you/)
        }
      }
      const links =
        'link' in facts
          ? [LINK]
          : kind === 'account_removed'
            ? []
            : [`${issuer}/account/not-me`, `${issuer}/account`, `${issuer}/password/forgot`]
      for (const link of links) {
        assert.ok(textOf(mail).includes(link))
        assert.ok(htmlOf(mail).includes(`href="${link}"`))
      }
    })
  }

  for (const language of LANGUAGES) {
    it(`says whose account it is, what to do, and by when, whatever it is about (${language})`, async () => {
      const { mail: words, formats } = catalogues[language] ?? english
      const { issuerName } = bench.server.configuration
      const kinds: Readonly<
        Record<MailKind, { readonly subject: string; readonly otherwise?: readonly string[] }>
      > = words.kinds
      const posted = Object.entries(KINDS).map(([kind, { facts }]) => {
        const more = { kind, ...facts, language, to: `${kind}@example.com` }
        return { facts, told: bench.mail(more as Partial<Mail> & Pick<Mail, 'kind'>) }
      })
      bench.sink.clear()
      for (const { told } of posted) await bench.postbox.post(told)
      const mails = await bench.sink.taken(posted.length)
      await bench.emptied()
      for (const { facts, told } of posted) {
        const { kind } = told
        const mail = mails.find((each) => addressOf(each) === told.to)
        assert.ok(mail, kind)
        const seconds = 'link' in facts ? (kind === 'email_changed' ? 259_200 : 1800) : undefined
        const deadline =
          seconds === undefined
            ? words.immediately
            : formats.dateTime(dateOf(plusSeconds(told.at, seconds)))
        const sentences = [
          `${words.account}: ${words.accountAt({ login: 'ann', issuer: issuerName })}`,
          `${words.when}: ${formats.dateTime(dateOf(told.at))}`,
          // Once the account is gone there is nothing left to do in time.
          ...(kind === 'account_removed' ? [] : [`${words.byWhen}: ${deadline}`]),
          ...(kinds[told.kind].otherwise ?? words.otherwise),
        ].map(plain)
        for (const body of [plain(textOf(mail)), plain(shownOf(mail))]) {
          assert.match(body, /UTC/)
          for (const sentence of sentences) assert.ok(body.includes(sentence), sentence)
        }
      }
    })
  }

  it('names the device whose code was given, and none where none was', async () => {
    const origin = { ...ORIGIN, device: 'Phone\n\nof Ann' }
    const mail = await send({ kind: 'second_factor_off', origin })
    assert.match(mail.text ?? '', /Code from: Phone of Ann\n/)
    assert.doesNotMatch((await send({ kind: 'second_factor_off' })).text ?? '', /Code from/)
  })

  it('has a name that stays the same, and asks nobody’s machine for an answer', async () => {
    const mail = await send({ kind: 'second_factor_off' })
    assert.match(mail.messageId ?? '', /^<[\w-]{22}@localhost>$/)
    assert.equal(headerOf(mail, 'auto-submitted'), 'auto-generated')
  })

  it('loads nothing, and runs nothing', async () => {
    const html = htmlOf(await send({ kind: 'wrong_codes' }))
    assert.doesNotMatch(html, /<(?:script|img|link|iframe|object)|url\(|\ssrc=/i)
  })

  it('shows what a user wrote as text, in one line, and takes no header from it', async () => {
    const name = 'Phone\r\nBcc: eve@example.com\r\n\r\n<img src=x onerror=alert(1)> \u202egnp.exe'
    const mail = await send({ kind: 'device_added', name })
    assert.equal(headerOf(mail, 'bcc'), undefined)
    assert.equal(mail.subject, 'A device was added to your account')
    assert.ok(!htmlOf(mail).includes('<img'))
    assert.ok(htmlOf(mail).includes('&lt;img src=x'))
    assert.match(mail.text ?? '', /“Phone Bcc: eve@example\.com <img/)
    assert.ok(!`${mail.text}${htmlOf(mail)}`.includes('\u202e'))
  })

  it('tells no browser by a name that its visitor made up', async () => {
    const userAgent = 'Call-0900-123 (https://evil.example)/1.0 (X) <b>'
    const mail = await send({ kind: 'wrong_codes', origin: { address: '::1', userAgent } })
    assert.doesNotMatch(`${mail.text}${htmlOf(mail)}`, /0900|evil/)
    assert.match(mail.text ?? '', /Browser: Not known/)
    assert.match(mail.text ?? '', /Address ::1/)
  })

  it('goes to one address, whatever stands in it', async () => {
    const mail = await send({ kind: 'wrong_codes', to: 'eve,ann@example.com' })
    assert.equal(addressOf(mail), '"eve,ann"@example.com')
  })
})
