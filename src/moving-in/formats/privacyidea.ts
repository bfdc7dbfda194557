import { z } from 'zod'
import { readBase32, readHex, type Decoded } from '../base32.ts'
import { readCsv } from '../csv.ts'
import { algorithmOf, deviceOf, otherKind, quoted } from '../device.ts'
import {
  MalformedFile,
  type Entry,
  type Place,
  type Read,
  type Refused,
  type SourceFile,
} from '../entry.ts'
import { shaped } from '../json.ts'
import { wholeNumber } from '../otpauth-uri.ts'
import { textOf, unexpected } from '../text.ts'
import { readYaml } from '../yaml.ts'

interface Token {
  readonly place: Place
  readonly owner: string
  readonly serial: string
  readonly key: string
  readonly type: string
  readonly digits: number
  readonly period: string
  readonly algorithm: string
}

/** What `pi-tokenjanitor find export` writes as CSV or YAML. What it writes as PSKC is that. */
export function readPrivacyIdea(file: SourceFile): Read {
  const isYaml = /^\s*(?:- |\[)/.test(textOf(file))
  const tokens = isYaml ? fromYaml(file) : fromTable(file)
  if (tokens.length === 0) unexpected('there are no tokens in it')
  // With --b32 all of them are Base32, and else none.
  const decode = tokens.every(({ key }) => 'bytes' in readHex(key)) ? readHex : readBase32
  return tokens.map((token) => entryOf(token, decode))
}

const COLUMNS = ['owner', 'serial', 'otpkey', 'type', 'otplen', 'timestep']

/** Its CSV does not say the hash: whoever imports it does. */
function fromTable(file: SourceFile): Token[] {
  const { algorithm } = file
  if (!algorithm) {
    throw new MalformedFile(
      'privacyIDEA’s CSV does not say what its tokens hash by: say it with --algorithm, or export YAML',
    )
  }
  return readCsv(file, { columns: COLUMNS, expected: COLUMNS }).map(({ place, cell }) => ({
    place,
    owner: cell('owner').trim(),
    serial: cell('serial').trim(),
    key: cell('otpkey').trim(),
    type: cell('type').trim(),
    digits: wholeNumber(cell('otplen').trim()),
    period: cell('timestep').trim(),
    algorithm,
  }))
}

const scalar = z.union([z.string(), z.number()])
const tokenSchema = z.object({
  owner: z.string().nullish(),
  serial: z.string(),
  otpkey: scalar.nullish(),
  type: z.string(),
  otplen: z.number(),
  info_list: z.looseObject({ hashlib: z.string().nullish(), timeStep: scalar.nullish() }).nullish(),
})

function fromYaml(file: SourceFile): Token[] {
  const { value, placeOf } = readYaml(file)
  if (!Array.isArray(value)) unexpected('not an export of privacyIDEA: a list is expected')
  return value.map((one: unknown) => {
    const place = placeOf(one)
    const token = shaped(tokenSchema, one, place, 'a token')
    return {
      place,
      owner: token.owner ?? '',
      serial: token.serial,
      key: String(token.otpkey ?? ''),
      type: token.type,
      digits: token.otplen,
      period: String(token.info_list?.timeStep ?? ''),
      algorithm: token.info_list?.hashlib || 'sha1',
    }
  })
}

function entryOf(token: Token, decode: (text: string) => Decoded): Entry | Refused {
  const { place, owner, serial, key, type, digits, period, algorithm } = token
  const kind = type.toLowerCase()
  if (kind !== 'totp') {
    return otherKind(
      place,
      kind === 'hotp' ? 'counter-based codes (HOTP)' : `tokens of the kind ${quoted(type)}`,
    )
  }
  const isOwned = owner !== '' && owner !== 'n/a'
  const hasPeriod = period !== '' && period !== 'None'
  const device = deviceOf({
    place,
    label: serial,
    secret: decode(key),
    algorithm: algorithmOf(algorithm),
    written: algorithm,
    digits,
    period: hasPeriod ? wholeNumber(period) : 30,
    changes: hasPeriod ? [] : ['nothing says the period: 30 seconds are taken'],
  })
  if ('refused' in device) return device
  // `login@realm`; one that nobody has is found by its serial number in a mapping file.
  const name = isOwned ? owner.replace(/@[^@]*$/, '') : serial
  return { place, person: { name }, makesAccount: false, devices: [device], left: [] }
}
