import { quoted } from '../device.ts'
import type { Entry, Place, Read, ReadDevice, Refused, SourceFile } from '../entry.ts'
import { deviceInPskc } from './pskc-key.ts'
import { openerFor } from './pskc-encryption.ts'
import { childrenOf, firstIn, placeOf, readXml, textIn } from '../xml.ts'
import { unexpected } from '../text.ts'

/** A hardware token as its vendor, or a program that takes the vendor's file, has written it down. */
export interface Token {
  readonly place: Place
  readonly serial?: string
  /** Whom the file gives it to. */
  readonly user?: string
  readonly device: ReadDevice | Refused
}

/** RFC 6030, plain or encrypted; with tags in any case and of any prefix, as programs write them. */
export async function readTokens(file: SourceFile): Promise<readonly Token[]> {
  const root = readXml(file)
  if (root.localName?.toLowerCase() !== 'keycontainer')
    unexpected('not PSKC: there is no KeyContainer')
  const opener = await openerFor(root, file.password)
  const packages = childrenOf(root, 'keypackage')
  if (packages.length === 0) unexpected('there is no key in it')
  return packages.flatMap((one) => {
    const info = firstIn(one, 'deviceinfo')
    return childrenOf(one, 'key').map((key): Token => {
      const serial = (info && textIn(info, 'serialno')) || key.getAttribute('Id') || undefined
      const user = textIn(key, 'userid') || (info && textIn(info, 'userid')) || undefined
      return {
        place: placeOf(key),
        ...(serial === undefined ? {} : { serial }),
        ...(user === undefined ? {} : { user: nameIn(user) }),
        device: deviceInPskc(key, opener, serial),
      }
    })
  })
}

/** A distinguished name says whose it is first: `UID=ann,DC=example` (RFC 6030 §4.3.2). */
const nameIn = (user: string): string => /^(?:uid|cn)=([^,]+)/i.exec(user)?.[1]?.trim() ?? user

/** Tokens as an import takes them: of whom the file names, or of whom a mapping file gives the serial number to. */
export const readPskc = async (file: SourceFile): Promise<Read> =>
  (await readTokens(file)).map(({ place, serial, user, device }): Entry | Refused => {
    if ('refused' in device) return device
    const name = user ?? serial
    if (name === undefined) return { place, refused: 'nothing says whose it is' }
    const left =
      serial === undefined ? [] : [`serial number ${quoted(serial)}, which is its name here`]
    return { place, person: { name }, makesAccount: false, devices: [device], left }
  })
