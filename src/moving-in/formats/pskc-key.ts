import type { TotpAlgorithm } from '../../people/index.ts'
import { readBase64, type Decoded } from '../base32.ts'
import { deviceOf, otherKind, quoted } from '../device.ts'
import type { Place, ReadDevice, Refused } from '../entry.ts'
import { wholeNumber } from '../otpauth-uri.ts'
import { attributeOf, firstIn, pathIn, placeOf, textIn, type XmlElement } from '../xml.ts'
import type { Opener } from './pskc-encryption.ts'

/** Reads one `Key`: its kind by the end of its algorithm's URN, its hash by `Suite`, in the text or in an attribute. */
export function deviceInPskc(
  key: XmlElement,
  opener: Opener,
  label: string | undefined,
): ReadDevice | Refused {
  const place = placeOf(key)
  const kind = kindRefused(attributeOf(key, 'algorithm'), place) ?? formRefused(key, place)
  if (kind) return kind
  const { algorithm, written, changes } = suiteOf(key)
  const [digits, period] = [
    attributeOf(firstIn(key, 'responseformat'), 'length'),
    textIn(key, 'timeinterval', 'plainvalue') || textIn(key, 'timeinterval'),
  ]
  // privacyIDEA writes Python's word for nothing.
  const hasPeriod = period !== '' && period !== 'None'
  return deviceOf({
    place,
    label,
    secret: secretIn(key, opener),
    algorithm,
    written,
    digits: digits === '' ? 6 : wholeNumber(digits),
    period: hasPeriod ? wholeNumber(period) : 30,
    changes: [
      ...changes,
      ...(digits === '' ? ['nothing says how many digits: 6 are taken'] : []),
      ...(hasPeriod ? [] : ['nothing says the period: 30 seconds are taken']),
    ],
  })
}

function kindRefused(algorithm: string, place: Place): Refused | undefined {
  const kind = algorithm.toLowerCase().split(/[:#]/).at(-1)
  if (kind === 'totp') return undefined
  return otherKind(
    place,
    kind === 'hotp' ? 'counter-based codes (HOTP)' : `codes of the kind ${quoted(algorithm)}`,
  )
}

function formRefused(key: XmlElement, place: Place): Refused | undefined {
  const format = firstIn(key, 'responseformat')
  const encoding = attributeOf(format, 'encoding')
  if (encoding !== '' && encoding.toUpperCase() !== 'DECIMAL') {
    return { place, refused: `codes in the encoding ${quoted(encoding)}: taken are decimal ones` }
  }
  if (attributeOf(format, 'checkdigits') === 'true')
    return { place, refused: 'codes with a check digit' }
  const start = textIn(key, 'time', 'plainvalue')
  return start === '' || Number(start) === 0
    ? undefined
    : { place, refused: `time that is counted from ${quoted(start)}: taken is from 1970 alone` }
}

/** Without one nothing says the hash, and every program takes SHA-1 (RFC 6238 §1.2). */
function suiteOf(key: XmlElement) {
  const suite = firstIn(key, 'suite')
  const written =
    attributeOf(suite, 'hashalgo') || textIn(suite) || (suite?.textContent ?? '').trim()
  if (written === '') {
    const changes = ['nothing says the hash: SHA1 is taken']
    return { algorithm: 'SHA1' as TotpAlgorithm, written, changes }
  }
  const name = written
    .toUpperCase()
    .replace(/^HMAC-?/, '')
    .replace(/^SHA-/, 'SHA')
  const algorithm = (['SHA1', 'SHA256', 'SHA512'] as const).find((one) => one === name)
  return { algorithm, written, changes: [] }
}

function secretIn(key: XmlElement, opener: Opener): Decoded {
  const secret = pathIn(key, 'data', 'secret')
  if (!secret) return { refused: 'there is no secret in it' }
  const sealed = firstIn(secret, 'encryptedvalue')
  if (sealed) return opener(sealed, textIn(secret, 'valuemac'))
  return readBase64(textIn(secret, 'plainvalue'))
}
