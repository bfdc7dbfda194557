import { BinaryReader, WireType } from '@bufbuild/protobuf/wire'
import type { TotpAlgorithm } from '../../people/index.ts'
import { deviceOf, otherKind } from '../device.ts'
import { MalformedFile, type Place, type Read, type ReadDevice, type Refused } from '../entry.ts'
import { entryOfDevice } from './otpauth.ts'

/** `MigrationPayload`, as the programs that read it have written it down: Google publishes none. */
export interface Payload {
  readonly devices: readonly Device[]
  /** How many parts there are, and which this one is, from 0. */
  readonly batchSize: number
  readonly batchIndex: number
  /** Any 32 bits, negative ones too: those take ten bytes. */
  readonly batchId: string
}

interface Device {
  readonly secret: Uint8Array
  readonly name: string
  readonly issuer: string
  readonly algorithm: number
  readonly digits: number
  readonly type: number
}

/** @throws MalformedFile */
export function readPayload(bytes: Uint8Array, place: Place): Payload {
  try {
    const { lengths, numbers } = fieldsOf(bytes)
    return {
      devices: (lengths.get(1) ?? []).map(deviceIn),
      batchSize: Number(numbers.get(3) ?? 1n),
      batchIndex: Number(numbers.get(4) ?? 0n),
      batchId: String(numbers.get(5) ?? 0n),
    }
  } catch (cause) {
    if (cause instanceof MalformedFile) throw cause
    throw new MalformedFile('what it holds is not a migration payload', place, { cause })
  }
}

function deviceIn(bytes: Uint8Array): Device {
  const { lengths, numbers } = fieldsOf(bytes)
  const text = (field: number): string =>
    new TextDecoder('utf-8', { fatal: true }).decode(lengths.get(field)?.at(-1))
  const number = (field: number): number => Number(numbers.get(field) ?? 0n)
  return {
    secret: Uint8Array.from(lengths.get(1)?.at(-1) ?? []),
    name: text(2),
    issuer: text(3),
    algorithm: number(4),
    digits: number(5),
    type: number(6),
  }
}

/** The fields of a message by their numbers: those with a length, and the last of each of the others. */
function fieldsOf(bytes: Uint8Array) {
  const reader = new BinaryReader(bytes)
  const lengths = new Map<number, Uint8Array[]>()
  const numbers = new Map<number, bigint>()
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag()
    if (wire === WireType.LengthDelimited) {
      lengths.set(field, [...(lengths.get(field) ?? []), reader.bytes()])
    } else if (wire === WireType.Varint) {
      numbers.set(field, BigInt(reader.int64()))
    } else {
      reader.skip(wire, field)
    }
  }
  // A length may say more than there is.
  if (reader.pos > reader.len) throw new RangeError('a field is longer than the message')
  return { lengths, numbers }
}

export const entriesOf = ({ devices }: Payload, place: Place): Read =>
  devices.map((device, at) => {
    const own = `${place}, device ${at + 1}`
    // The issuer may stand in the name alone.
    const name = device.issuer === '' ? device.name.replace(/^[^:]*:/, '') : device.name
    const account = name.startsWith(`${device.issuer}:`)
      ? name.slice(device.issuer.length + 1)
      : name
    return entryOfDevice(account, readDevice(device, own))
  })

/** Each is an enumeration, of which 0 is left out: what programs write then is the first. */
const ALGORITHMS: readonly (TotpAlgorithm | undefined)[] = ['SHA1', 'SHA1', 'SHA256', 'SHA512']
const ALGORITHM_NAMES: readonly string[] = ['', 'SHA1', 'SHA256', 'SHA512', 'MD5']
const DIGITS: readonly number[] = [6, 6, 8]
const [HOTP, TOTP] = [1, 2]

function readDevice(device: Device, place: Place): ReadDevice | Refused {
  const { secret, issuer, algorithm, digits, type } = device
  if (type === HOTP) return otherKind(place, 'counter-based codes (HOTP)')
  if (type !== 0 && type !== TOTP) return otherKind(place, `codes of the kind ${type}`)
  if (DIGITS[digits] === undefined) return { place, refused: `digits of the kind ${digits}` }
  return deviceOf({
    place,
    label: issuer || undefined,
    secret: { bytes: secret },
    algorithm: ALGORITHMS[algorithm],
    written: ALGORITHM_NAMES[algorithm] ?? String(algorithm),
    digits: DIGITS[digits],
    period: 30,
  })
}
