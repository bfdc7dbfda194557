const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** What came of it: bytes, or in words what is wrong. The text itself is a secret and is in neither. */
export type Decoded = { readonly bytes: Uint8Array } | { readonly refused: string }

/**
 * RFC 4648 §6 as people and programs write it: in either case, in groups, with padding or without it. Nothing else is
 * overlooked: readers that drop a character, or take another for it, show codes of another key.
 */
export function readBase32(text: string): Decoded {
  const symbols = text.replaceAll(/[\s-]/g, '').replace(/=+$/, '').toUpperCase()
  if (symbols === '') return { refused: 'the secret is empty' }
  const wrong = /[^A-Z2-7]/u.exec(symbols)
  if (wrong)
    return { refused: 'the secret is not Base32: it has other characters than A–Z and 2–7' }
  if ([1, 3, 6].includes(symbols.length % 8)) {
    return { refused: `the secret is not Base32: none has ${symbols.length} characters` }
  }
  const bytes = new Uint8Array(Math.floor((symbols.length * 5) / 8))
  let [bits, held, place] = [0, 0, 0]
  for (const symbol of symbols) {
    bits = ((bits << 5) | ALPHABET.indexOf(symbol)) & 0xff_ff
    held += 5
    if (held < 8) continue
    held -= 8
    bytes[place] = (bits >> held) & 0xff
    place += 1
  }
  return { bytes }
}

/** Hexadecimal, in either case and in groups. */
export function readHex(text: string): Decoded {
  const digits = text.replaceAll(/[\s:]/g, '')
  if (digits === '') return { refused: 'the secret is empty' }
  return /^(?:[0-9a-f]{2})+$/i.test(digits)
    ? { bytes: new Uint8Array(Buffer.from(digits, 'hex')) }
    : { refused: 'the secret is not hexadecimal' }
}

/** RFC 4648 §4 or §5, with padding or without it. Node overlooks what is none, and yields other bytes. */
export function readBase64(text: string): Decoded {
  const symbols = text.replaceAll(/\s/g, '').replace(/={1,2}$/, '')
  if (symbols === '') return { refused: 'the secret is empty' }
  const isOne = /^[A-Za-z0-9+/]+$/.test(symbols) || /^[A-Za-z0-9_-]+$/.test(symbols)
  return isOne && symbols.length % 4 !== 1
    ? { bytes: new Uint8Array(Buffer.from(symbols, 'base64')) }
    : { refused: 'the secret is not base64' }
}
