import { z } from 'zod'
import { METHODS, METHOD_NAMES, type Method } from '../methods/index.ts'
import { NOTHING_LEFT, isIssuerName } from '../methods/totp/index.ts'
import { ConfigurationError } from '../kernel/faults.ts'

const anyFunction = z.custom((value) => typeof value === 'function', 'must be a function')

/** An object that has these methods. */
const port = (...methods: readonly string[]): z.ZodObject =>
  z.object(Object.fromEntries(methods.map((name) => [name, anyFunction])))

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
  accounts: port('find'),
  store: z.object({
    authenticators: port(
      'begin',
      'waiting',
      'chargeFirstCode',
      'confirm',
      'abandon',
      'abandonAll',
    ).extend(port('list', 'acceptStep', 'rename', 'remove', 'removeSpare', 'removeAll').shape),
    attempts: port('charge', 'clear').extend({ forget: anyFunction.optional() }),
    recoveryCodes: port('put', 'find', 'use', 'remove').optional(),
    trustedBrowsers: port('add', 'find', 'list', 'touch', 'remove', 'removeAll').optional(),
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
