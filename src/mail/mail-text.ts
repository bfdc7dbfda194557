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

/** What a kind tells besides is what its words are given: `pages/mails.ts`. */
const mailSchema = factsSchema
  .extend({
    kind: z.string(),
    link: z
      .string()
      .transform((text) => new Secret(text))
      .exactOptional(),
  })
  .catchall(z.union([z.string(), z.number()]))

/** A mail in clear, for nothing but to be sealed. */
export function writeMail(mail: Mail): Secret {
  const clear = 'link' in mail ? { ...mail, link: mail.link.reveal() } : mail
  return new Secret(Buffer.from(JSON.stringify(clear)))
}

/** What `writeMail` wrote, which nobody else can have sealed. @throws when it is nothing of the kind */
export const readMail = (text: Secret): Mail =>
  mailSchema.parse(JSON.parse(Buffer.from(text.reveal()).toString())) as Mail
