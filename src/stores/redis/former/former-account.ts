import { z } from 'zod'
import type { AccountId } from '../../../kernel/ids.ts'
import { present } from '../../../kernel/typing.ts'
import type { AccountDocument } from '../../../people/document/document.ts'
import type { DocumentJson } from '../../../people/document/json-schema.ts'
import { base64Of, documentOf } from '../../../people/document/json.ts'
import type { RedisReply } from '../connection.ts'
import { fieldsOf, integerOf, jsonOf, malformed } from '../replies.ts'

/*
 * An account as it was kept before each became a document: in seven hashes with its tag, field by field. Read by what makes
 * documents of them, and by nothing else. In the hashes of several things a field is `<id>:<name>`.
 */
export const FORMER_KINDS = [
  'account',
  'devices',
  'enrolments',
  'recovery',
  'reset',
  'email-changes',
  'browsers',
] as const

/** By the account's tag as it stands in a key: they are on one node of a Cluster. */
export const formerKeys = (tag: string): readonly string[] =>
  FORMER_KINDS.map((kind) => `step-up:${kind}:{${tag}}`)

/** By when accounts are taken away whose owners want that. */
export const FORMER_LEAVING = 'step-up:leaving:{all}'

export const isFormerKey = (key: string): boolean =>
  key === FORMER_LEAVING || formerTagOf(key) !== undefined

const FORMER_KEY = new RegExp(`^step-up:(?:${FORMER_KINDS.join('|')}):\\{([^{}]*)\\}$`)

export const formerTagOf = (key: string): string | undefined => FORMER_KEY.exec(key)?.[1]

type Fields = ReadonlyMap<string, string>

const NOTHING: Fields = new Map()

/** @param hashes as they stood, in the order of the kinds above */
export function formerDocument(id: AccountId, hashes: readonly RedisReply[]): AccountDocument {
  const [account = NOTHING, devices = NOTHING, enrolments = NOTHING, ...others] = FORMER_KINDS.map(
    (_, place) => fieldsOf(hashes[place] ?? null),
  )
  const [codes = NOTHING, resets = NOTHING, changes = NOTHING, browsers = NOTHING] = others
  return documentOf(id, {
    ...(account.size > 0 ? { profile: profileOf(account) } : {}),
    devices: byAge(idsOf(devices, 'confirmed').map((device) => deviceOf(devices, device))),
    waiting: byAge(idsOf(enrolments, 'by').map((device) => waitingOf(enrolments, device))),
    ...(codes.size > 0 ? { recoveryCodes: codesOf(codes) } : {}),
    passwordResets: resetsOf(resets),
    emailChanges: changesOf(changes),
    trustedBrowsers: idsOf(browsers, 'made').map((browser) => browserOf(browsers, browser)),
  })
}

const textOf = (fields: Fields, name: string): string => fields.get(name) ?? malformed(name)
const numberOf = (fields: Fields, name: string): number => integerOf(fields.get(name))
const maybeNumber = (fields: Fields, name: string): number | undefined =>
  fields.has(name) ? numberOf(fields, name) : undefined

const profileOf = (fields: Fields): NonNullable<DocumentJson['profile']> => ({
  login: textOf(fields, 'login'),
  displayName: textOf(fields, 'name'),
  createdAt: numberOf(fields, 'created'),
  ...present({
    email: fields.get('email'),
    emailVerified: fields.get('emailVerified') === '1' ? (true as const) : undefined,
    language: fields.get('language'),
    disabledAt: maybeNumber(fields, 'disabled'),
    proofsNotBefore: maybeNumber(fields, 'notBefore'),
    leavesAt: maybeNumber(fields, 'leaves'),
    passwordHash: fields.get('password'),
  }),
})

/**
 * The ids of what has such a field, in the order in which it was added. Up to 0.1.0 devices that waited stood among the
 * others, without having been confirmed: they are nobody's.
 */
const idsOf = (fields: Fields, name: string): readonly string[] =>
  [...fields.keys()]
    .flatMap((field) => (field.endsWith(`:${name}`) ? [field.slice(0, -name.length - 1)] : []))
    .toSorted((a, b) => numberOf(fields, `${a}:order`) - numberOf(fields, `${b}:order`))

const byAge = <One extends { readonly createdAt: number }>(all: readonly One[]): One[] =>
  all.toSorted((one, other) => one.createdAt - other.createdAt)

const madeDevice = z.object({
  parameters: z.object({
    algorithm: z.enum(['SHA1', 'SHA256', 'SHA512']),
    digits: z.union([z.literal(6), z.literal(8)]),
    period: z.int().positive(),
  }),
  keyId: z.string(),
  sealed: z.base64(),
})

function deviceOf(fields: Fields, id: string): DocumentJson['devices'][number] {
  return {
    ...madeOf(fields, id),
    ...present({
      confirmedAt: maybeNumber(fields, `${id}:confirmed`),
      lastUsedAt: maybeNumber(fields, `${id}:used`),
      lastStep: maybeNumber(fields, `${id}:step`),
    }),
  }
}

const waitingOf = (fields: Fields, id: string) => ({
  ...madeOf(fields, id),
  by: textOf(fields, `${id}:by`),
  wrongCodes: maybeNumber(fields, `${id}:wrong`) ?? 0,
})

function madeOf(fields: Fields, id: string) {
  const { parameters, keyId, sealed } = jsonOf(fields.get(`${id}:made`), madeDevice, 'a device')
  return {
    id,
    name: textOf(fields, `${id}:name`),
    parameters,
    secret: { keyId, bytes: sealed },
    createdAt: numberOf(fields, `${id}:created`),
  }
}

const codesOf = (fields: Fields): NonNullable<DocumentJson['recoveryCodes']> => ({
  id: textOf(fields, 'id'),
  secret: { keyId: textOf(fields, 'key'), bytes: textOf(fields, 'sealed') },
  count: numberOf(fields, 'count'),
  createdAt: numberOf(fields, 'created'),
  used: [...fields.keys()].flatMap((name): [number, number][] =>
    name.startsWith(USED) ? [[integerOf(name.slice(USED.length)), numberOf(fields, name)]] : [],
  ),
})

const USED = 'used:'

/**
 * A field is a token, its value when it expires and, after a space, the application. Up to 0.1.0 the hash was one reset, whose
 * fields had names, which are shorter than any token.
 */
function resetsOf(fields: Fields): NonNullable<DocumentJson['passwordResets']> {
  const [token, expires, client] = [
    fields.get('token'),
    fields.get('expires'),
    fields.get('client'),
  ]
  const former = token === undefined ? [] : [[token, [expires, client].filter(Boolean).join(' ')]]
  const others = [...fields].filter(([name]) => !['token', 'expires', 'client'].includes(name))
  return [...former, ...others]
    .map(([name = '', value = '']) => {
      const [, at, clientId] = /^(\d+)(?: ([^]*))?$/.exec(value) ?? []
      return { tokenHash: hashOf(name), expiresAt: integerOf(at), ...present({ clientId }) }
    })
    .toSorted((one, other) => one.expiresAt - other.expiresAt)
}

const addressSchema = z.object({
  email: z.string().exactOptional(),
  verified: z.literal(true).exactOptional(),
})

/** A field is a token, its value `<change or undo>:<place>:<expires>:<the address as JSON>`. */
const changesOf = (fields: Fields): NonNullable<DocumentJson['emailChanges']> =>
  [...fields]
    .map(([token, value]) => {
      const [, kind, place, expires, json] = /^(change|undo):(\d+):(\d+):([^]*)$/.exec(value) ?? []
      const address = jsonOf(json, addressSchema, 'an address')
      return {
        place: integerOf(place),
        change: {
          tokenHash: hashOf(token),
          undo: kind === 'undo',
          ...address,
          expiresAt: integerOf(expires),
        },
      }
    })
    .toSorted((one, other) => one.place - other.place)
    .map(({ change }) => change)

const hashOf = (token: string): string => base64Of(Buffer.from(token, 'base64url'))

const madeBrowser = z.object({
  secretHash: z.base64(),
  userAgent: z.string(),
  address: z.string(),
  createdAt: z.int(),
})

const browserOf = (fields: Fields, id: string): DocumentJson['trustedBrowsers'][number] => ({
  id,
  ...jsonOf(fields.get(`${id}:made`), madeBrowser, 'a browser'),
  factors: textOf(fields, `${id}:factors`),
  expiresAt: numberOf(fields, `${id}:expires`),
  lastUsedAt: numberOf(fields, `${id}:used`),
})
