import { z } from 'zod'
import type { AccountId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { LANGUAGES } from '../kernel/languages.ts'
import type { Mail } from '../pages/mails.ts'
import { Secret } from '../kernel/secret.ts'

const factsSchema = z.object({
  accountId: z.string().transform((id) => id as AccountId),
  to: z.string(),
  // Written by no version before 0.2.
  account: z.string().exactOptional(),
  language: z.enum(LANGUAGES),
  at: z.int().transform((at) => at as Instant),
  origin: z
    .object({
      address: z.string(),
      userAgent: z.string(),
      requestId: z.string().exactOptional(),
      device: z.string().exactOptional(),
    })
    .exactOptional(),
})

const kind = <Kind extends Mail['kind']>(name: Kind) =>
  factsSchema.extend({ kind: z.literal(name) })

const secretText = z.string().transform((text) => new Secret(text))

const mailSchema = z.discriminatedUnion('kind', [
  kind('device_added').extend({ name: z.string() }),
  kind('device_removed').extend({ name: z.string() }),
  kind('recovery_code_used').extend({ remaining: z.int() }),
  kind('recovery_codes_regenerated'),
  kind('second_factor_off'),
  kind('second_factor_reset'),
  kind('password_changed').extend({ by: z.enum(['owner', 'reset', 'administrator']) }),
  kind('password_reset_link').extend({
    link: secretText,
    minutes: z.number(),
  }),
  kind('account_leaving').extend({ until: z.int().transform((at) => at as Instant) }),
  kind('account_staying'),
  kind('account_removed'),
  kind('wrong_codes'),
  kind('wrong_codes_known_browser'),
  kind('account_locked').extend({ factor: z.enum(['password', 'code']) }),
  kind('email_change_link').extend({ link: secretText, minutes: z.number() }),
  kind('email_changed').extend({ link: secretText, hours: z.number() }),
])

/** A mail in clear, for nothing but to be sealed. */
export function writeMail(mail: Mail): Secret {
  const clear = 'link' in mail ? { ...mail, link: mail.link.reveal() } : mail
  return new Secret(Buffer.from(JSON.stringify(clear)))
}

/** What `writeMail` wrote. @throws when it is nothing of the kind */
export const readMail = (text: Secret): Mail =>
  mailSchema.parse(JSON.parse(Buffer.from(text.reveal()).toString()))
