import { readBase32 } from './base32.ts'
import { algorithmOf, deviceOf, otherKind, quoted } from './device.ts'
import type { Person, Place, ReadDevice, Refused } from './entry.ts'

/** What a key URI says: whose device it is, as the name in it has it, and the device. */
export interface ReadUri {
  readonly issuer?: string
  /** The name without the issuer; empty where there is none. */
  readonly account: string
  readonly device: ReadDevice | Refused
}

export interface UriOptions {
  /** `+` stands for a space in the query, as forms write it and these programs do. @default it stands for itself */
  readonly plusIsSpace?: boolean
  /** Names stand in it as they were typed, with a `#`, a `?` or a `%` of their own. @default they are encoded */
  readonly rawNames?: boolean
  /** What the device is called. @default nothing */
  readonly label?: string
}

const SHAPE = /^otpauth:\/\/([a-z]+)\/([^?]*)(?:\?(.*))?$/is
const RAW_SHAPE = /^otpauth:\/\/([a-z]+)\/(.*?)(?:\?((?:[a-z]+=[^?]*)))?$/is

/**
 * Reads `otpauth://totp/Issuer:account?secret=…`. Each part is decoded once and after the URI has been taken apart: some
 * programs do it before, and lose what follows a `&` or `#` in a name.
 */
export function readUri(text: string, place: Place, options: UriOptions = {}): ReadUri {
  const refuse = (refused: string): ReadUri => ({ account: '', device: { place, refused } })
  const shape = (options.rawNames ? RAW_SHAPE : SHAPE).exec(text.trim())
  if (!shape) return refuse('it is not an otpauth:// URI')
  const [, type = '', path = '', query = ''] = shape
  const label = decoded(path) ?? (options.rawNames ? path : undefined)
  const parameters = parametersOf(query, options)
  if (label === undefined || parameters === undefined) {
    return refuse('what is percent-encoded in it cannot be decoded')
  }
  if ('twice' in parameters)
    return refuse(`the parameter ${quoted(parameters.twice)} is there twice`)
  const { issuer, account } = namesOf(label, parameters.values.get('issuer'))
  const device = deviceIn(type.toLowerCase(), parameters.values, place, options.label)
  return { ...(issuer === '' ? {} : { issuer }), account, device }
}

function deviceIn(
  type: string,
  parameters: ReadonlyMap<string, string>,
  place: Place,
  label: string | undefined,
): ReadDevice | Refused {
  if (type !== 'totp') {
    return otherKind(place, KINDS[type] ?? `codes of the kind ${quoted(type)}`)
  }
  if (parameters.get('encoder')?.toLowerCase() === 'steam') return otherKind(place, 'Steam codes')
  const written = parameters.get('algorithm')
  const [digits, period] = ['digits', 'period'].map((name) => parameters.get(name))
  return deviceOf({
    place,
    label,
    secret: readBase32(parameters.get('secret') ?? ''),
    algorithm: written === undefined ? 'SHA1' : algorithmOf(written),
    written,
    digits: digits === undefined ? 6 : wholeNumber(digits),
    period: period === undefined ? 30 : wholeNumber(period),
  })
}

const KINDS: Readonly<Record<string, string>> = {
  hotp: 'counter-based codes (HOTP)',
  steam: 'Steam codes',
  yaotp: 'Yandex codes',
  motp: 'mOTP codes',
}

/** NaN for what is none, `08` and `1e2` included. */
export const wholeNumber = (text: string): number =>
  /^(?:0|[1-9][0-9]{0,9})$/.test(text) ? Number(text) : Number.NaN

/** By their names in lower case; one that is there twice is read by some programs as its first and by others as its last. */
function parametersOf(
  query: string,
  { plusIsSpace = false }: UriOptions,
): { readonly values: ReadonlyMap<string, string> } | { readonly twice: string } | undefined {
  const values = new Map<string, string>()
  for (const part of query.split('&').filter((one) => one !== '')) {
    const [name = '', ...rest] = part.split('=')
    const written = rest.join('=')
    const value = decoded(plusIsSpace ? written.replaceAll('+', ' ') : written)
    if (value === undefined) return undefined
    const known = name.toLowerCase()
    if (values.has(known)) return { twice: name }
    values.set(known, value)
  }
  return { values }
}

/** The first colon parts the two, encoded or not; the parameter says the issuer where both do. */
function namesOf(label: string, issuer: string | undefined): { issuer: string; account: string } {
  const at = label.indexOf(':')
  const [before, after] = at < 0 ? ['', label] : [label.slice(0, at), label.slice(at + 1)]
  return { issuer: (issuer ?? before).trim(), account: after.trim() }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** Whom a name in a device list may be: by their login, or by an address. */
export const personNamed = (name: string): Person => ({ name })
