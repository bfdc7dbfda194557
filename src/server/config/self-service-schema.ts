import { z } from 'zod'
import { LANGUAGES } from '../../kernel/languages.ts'
import { Secret } from '../../kernel/secret.ts'
import { duration } from './duration.ts'
import { section } from './section.ts'

/** The options of what people do with their own accounts; what is said of each stands in config/default.yaml. */

const MAIL_URL = 'expected smtp://host:port or smtps://user:password@host:port'

const mailUrl = z
  .string()
  .refine((url) => URL.canParse(url) && /^smtps?:$/.test(new URL(url).protocol), MAIL_URL)
  // It may hold a password.
  .transform((url) => new Secret(url))

const colour = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'expected a colour such as #1a5fb4')

const link = z.strictObject({
  text: z.string().trim().min(1).max(60),
  href: z.url({ protocol: /^(https?|mailto)$/ }),
})

/** An `amr` value of its own; what is proved otherwise must not be claimed. */
const amrValue = z
  .string()
  .regex(/^[\x21-\x7e]+$/)
  .refine(
    (value) => !['pwd', 'mfa'].includes(value),
    'expected a value that says no more than is true',
  )

export const selfServiceSchema = {
  secondFactorRequired: z.boolean().default(false),
  turnOffWith: z.enum(['code', 'password']).default('code'),
  accountDeletion: z.enum(['owner', 'off']).default('owner'),
  signInPage: z
    .enum(['email-first', 'email-first-with-code', 'password-first'])
    .default('email-first'),
  recoveryCodes: section({ amr: amrValue.default('otp') }),
  trustedBrowsers: z
    .union([
      z.literal('off').transform(() => undefined),
      z.strictObject({ lifetime: duration.prefault('30d') }),
    ])
    .prefault({}),
  mail: section({
    url: mailUrl.optional(),
    from: z.string().trim().min(3).max(320).optional(),
    requireTls: z.boolean().default(false),
  }),
  languages: z
    .array(z.enum(LANGUAGES))
    .min(1)
    .refine((tags) => new Set(tags).size === tags.length, 'names a language twice')
    .default([...LANGUAGES]),
  branding: section({
    logo: z.string().min(1).optional(),
    lightColour: colour.optional(),
    darkColour: colour.optional(),
    links: z.array(link).max(6).default([]),
  }),
  views: z.string().min(1).optional(),
}
