/** Standard base64, padded or not; `undefined` where a character or the length cannot be. */
export function fromBase64(text: string): Buffer | undefined {
  const bare = text.replace(/={1,2}$/, '')
  if (!/^[A-Za-z0-9+/]*$/.test(bare) || bare.length % 4 === 1) return undefined
  return Buffer.from(bare, 'base64')
}

/** Base64 without padding, as PHC strings have it. */
export const toBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes).toString('base64').replace(/=+$/, '')

/** passlib writes base64 with `.` for `+`. `Buffer.from` would skip the dots, and no password would ever match. */
export const fromPasslib = (text: string): Buffer | undefined =>
  fromBase64(text.replaceAll('.', '+'))

/** A whole number in decimal digits that a JavaScript number holds exactly; `NaN` for anything else. */
export const wholeNumber = (text: string | undefined): number =>
  text !== undefined && /^[0-9]{1,15}$/.test(text) ? Number(text) : NaN

/** `m=65536,t=3,p=4` as PHC strings have it; `undefined` where something else is in between or a name is doubled. */
export function parametersOf(text: string): ReadonlyMap<string, number> | undefined {
  const pairs = text.split(',').map((pair) => pair.split('='))
  const read = new Map(pairs.map(([name = '', value]) => [name, wholeNumber(value)]))
  const right = pairs.every((pair) => pair.length === 2) && read.size === pairs.length
  return right && ![...read.values()].some(Number.isNaN) ? read : undefined
}

const CRYPT_ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Digits of crypt(3), the lowest first, as the number that they are. One that is none gives a negative number. */
export function cryptNumber(digits: string): number {
  let number = 0
  for (let place = 0; place < digits.length; place += 1) {
    const digit = CRYPT_ALPHABET.indexOf(digits.charAt(place))
    if (digit < 0) return -1
    number += digit * 64 ** place
  }
  return number
}

/** crypt(3)'s own base64: the lowest six bits first, three bytes at a time, the lowest byte first. */
export function toCryptBase64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const group = bytes.subarray(at, at + 3)
    let value = group.reduce((sum, byte, index) => sum | (byte << (8 * index)), 0)
    for (let digit = 0; digit <= group.length; digit += 1) {
      text += CRYPT_ALPHABET[value & 63]
      value >>>= 6
    }
  }
  return text
}

/** What `toCryptBase64` wrote: only digits of crypt(3) may be in it. */
export function fromCryptBase64(text: string): Buffer {
  const groups = text.match(/.{2,4}/g) ?? []
  return Buffer.concat(
    groups.map((group) => {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32LE(cryptNumber(group))
      return bytes.subarray(0, group.length - 1)
    }),
  )
}
