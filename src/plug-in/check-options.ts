import { z } from 'zod'
import { METHODS, METHOD_NAMES, type Method } from '../methods/index.ts'
import { NOTHING_LEFT, isIssuerName } from '../methods/totp/index.ts'
import { ConfigurationError } from '../kernel/faults.ts'

const anyFunction = z.custom((value) => typeof value === 'function', 'must be a function')

const isFirst = (name: Method): boolean =>
  METHODS.some(({ id, identifies }) => id === name && identifies)

const method = z.enum(METHOD_NAMES)

/** `mfa` is told where it is true, and nowhere else. */
const amrValue = z
  .string()
  .regex(/^[\x21-\x7e]+$/, 'must not be empty or have white space')
  .refine((value) => value !== 'mfa', 'must not claim what one method does not prove')

const key = z
  .string('must be 32 bytes, base64url')
  .refine((text) => Buffer.from(text, 'base64url').length === 32, 'must be 32 bytes, base64url')

/** What a host that is not written in TypeScript may get wrong, as far as no part checks it itself. */
const optionsSchema = z.strictObject({
  accounts: z.object({ find: anyFunction }),
  store: z.object({
    authenticators: z.object({
      begin: anyFunction,
      waiting: anyFunction,
      chargeFirstCode: anyFunction,
      confirm: anyFunction,
      abandon: anyFunction,
      abandonAll: anyFunction,
      list: anyFunction,
      acceptStep: anyFunction,
      rename: anyFunction,
      remove: anyFunction,
      removeSpare: anyFunction,
      removeAll: anyFunction,
    }),
    attempts: z.object({ charge: anyFunction, clear: anyFunction, forget: anyFunction.optional() }),
    recoveryCodes: z
      .object({ put: anyFunction, find: anyFunction, use: anyFunction, remove: anyFunction })
      .optional(),
    trustedBrowsers: z
      .object({
        add: anyFunction,
        find: anyFunction,
        list: anyFunction,
        touch: anyFunction,
        remove: anyFunction,
        removeAll: anyFunction,
      })
      .optional(),
    endSession: anyFunction.optional(),
  }),
  sealingKeys: z
    .array(z.object({ id: z.string().min(1, 'must not be empty'), key }))
    .min(1, 'needs at least one key'),
  cookieKeys: z
    .array(z.string().min(16, 'must have 16 characters or more'))
    .min(1, 'needs at least one key'),
  issuerName: z
    .string()
    .regex(/\S/, 'must not be empty')
    // It ends the issuer in a key URI's label, and authenticator apps split there.
    .regex(/^[^:]*$/, 'must not contain a colon')
    .refine(isIssuerName, NOTHING_LEFT),
  deviceLimit: z.int().min(1, 'must be at least 1').optional(),
  trustedBrowsersLifetime: z.int().min(1, 'must be at least 1').optional(),
  ladder: z
    .array(
      z.looseObject({
        name: z.string(),
        methods: z.array(
          z.union([method, z.array(method)], {
            error: `expected one of ${METHOD_NAMES.join(', ')}, or a list of them`,
          }),
        ),
      }),
    )
    .optional(),
  amrValues: z.partialRecord(method, amrValue).optional(),
  path: z.string().optional(),
  firstFactor: method.refine(isFirst, 'must be a first factor').optional(),
  secondFactorWhenEnrolled: z.boolean().optional(),
  onEvent: anyFunction.optional(),
  clock: anyFunction.optional(),
})

/** @throws ConfigurationError with the first wrong option's name as `path` */
export function checkOptions(options: unknown): void {
  const [issue] = optionsSchema.safeParse(options).error?.issues ?? []
  if (!issue) return
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined
  const where = [...issue.path, ...(unknown === undefined ? [] : [unknown])]
  throw new ConfigurationError(
    pathOf(where),
    unknown === undefined ? issue.message : 'is not an option of stepUp()',
  )
}

/** `sealingKeys[0].key` */
const pathOf = (keys: readonly PropertyKey[]): string =>
  keys
    .map((one) => (typeof one === 'number' ? `[${one}]` : `.${String(one)}`))
    .join('')
    .slice(1)
