import { createDecipheriv, createHmac } from 'node:crypto'
import { isSame, type Secret } from '../../kernel/secret.ts'
import { readBase64, readHex, type Decoded } from '../base32.ts'
import { quoted } from '../device.ts'
import { MalformedFile } from '../entry.ts'
import { pbkdf2Key } from '../opening.ts'
import { wholeNumber } from '../otpauth-uri.ts'
import { attributeOf, childrenOf, firstIn, textIn, type XmlElement } from '../xml.ts'

/** Opens an `EncryptedValue`, whose `ValueMAC` stands beside it. */
export type Opener = (sealed: XmlElement, mac: string) => Decoded

const notEncrypted: Opener = () => ({
  refused: 'its secret is encrypted, and the file names no key',
})

/**
 * RFC 6030 §6: the key is what PBKDF2 makes of a password (§6.2), or was handed over before (§6.1), in hexadecimal.
 *
 * @throws MalformedFile without the password, or with another one
 */
export async function openerFor(
  container: XmlElement,
  password: Secret<string> | undefined,
): Promise<Opener> {
  const [encryption] = childrenOf(container, 'encryptionkey')
  if (!encryption) return notEncrypted
  if (!password) {
    throw new MalformedFile(
      'it is encrypted: give its password, or its key in hexadecimal, with --password-file',
    )
  }
  const key = await keyFor(encryption, password)
  const check = macOf(container, key)
  return (sealed, mac) => {
    const cipher = cipherText(sealed)
    if (!check)
      return { refused: 'its secret is encrypted without a MAC: nothing shows that it opened' }
    const found = readBase64(mac)
    if ('refused' in found || !check(cipher, found.bytes)) {
      return {
        refused: 'its secret does not open: the password or the key is another, or it was changed',
      }
    }
    return { bytes: open(sealed, cipher, key) }
  }
}

async function keyFor(encryption: XmlElement, password: Secret<string>): Promise<Uint8Array> {
  const derivation = firstIn(encryption, 'keyderivationmethod')
  if (!derivation) return bytesOf(readHex(password.reveal()), 'the key is not hexadecimal')
  const name = attributeOf(derivation, 'algorithm')
  if (!/#pbkdf2$/i.test(name)) {
    throw new MalformedFile(`its key is derived by ${quoted(name)}: read is PBKDF2 alone`)
  }
  const salt = bytesOf(readBase64(textIn(derivation, 'specified')), 'its salt is not base64')
  const prf = attributeOf(firstIn(derivation, 'prf'), 'algorithm').toLowerCase()
  return pbkdf2Key(password, salt, {
    digest: DIGESTS.find((digest) => prf.replace('-', '').endsWith(digest)) ?? 'sha1',
    iterations: wholeNumber(textIn(derivation, 'iterationcount')),
    length: wholeNumber(textIn(derivation, 'keylength')),
  })
}

const DIGESTS = ['sha1', 'sha256', 'sha512'] as const

/** What checks a MAC, by the key that the container holds, encrypted as the secrets are; or by that of the container. */
function macOf(container: XmlElement, key: Uint8Array) {
  const [method] = childrenOf(container, 'macmethod')
  if (!method) return undefined
  const name = attributeOf(method, 'algorithm').toLowerCase()
  const digest = DIGESTS.find((one) => name.replaceAll('-', '').endsWith(one))
  if (!digest) throw new MalformedFile(`its MAC is made by ${quoted(name)}, which is not known`)
  const holder = firstIn(method, 'mackey')
  const macKey = holder ? open(holder, cipherText(holder), key) : key
  return (cipher: Uint8Array, mac: Uint8Array): boolean => {
    const made = createHmac(digest, macKey).update(cipher).digest()
    return isSame(made, mac)
  }
}

const cipherText = (sealed: XmlElement): Uint8Array =>
  bytesOf(readBase64(textIn(sealed, 'ciphervalue')), 'what is encrypted in it is not base64')

const CIPHERS: Readonly<Record<string, 'aes-128-cbc' | 'aes-192-cbc' | 'aes-256-cbc'>> = {
  'aes128-cbc': 'aes-128-cbc',
  'aes192-cbc': 'aes-192-cbc',
  'aes256-cbc': 'aes-256-cbc',
}

/** XML Encryption §5.2: the vector stands before it. @throws MalformedFile */
function open(sealed: XmlElement, cipher: Uint8Array, key: Uint8Array): Uint8Array {
  const name = attributeOf(firstIn(sealed, 'encryptionmethod'), 'algorithm')
  const algorithm = CIPHERS[name.toLowerCase().split('#').at(-1) ?? '']
  if (!algorithm)
    throw new MalformedFile(`it is encrypted by ${quoted(name)}: read is AES-CBC alone`)
  try {
    const decipher = createDecipheriv(algorithm, key, cipher.subarray(0, 16))
    return Buffer.concat([decipher.update(cipher.subarray(16)), decipher.final()])
  } catch (cause) {
    throw new MalformedFile(
      'it is encrypted, and does not open with this password or key',
      undefined,
      { cause },
    )
  }
}

function bytesOf(read: Decoded, problem: string): Uint8Array {
  if ('refused' in read) throw new MalformedFile(problem)
  return read.bytes
}
