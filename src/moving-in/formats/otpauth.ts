import type { Entry, Read, ReadDevice, Refused, SourceFile } from '../entry.ts'
import { lineAt } from '../entry.ts'
import { readUri, type UriOptions } from '../otpauth-uri.ts'
import { linesOf, textOf, unexpected } from '../text.ts'

/** A key URI on each line. */
export function readUriList(file: SourceFile, options: UriOptions = {}): Read {
  const lines = linesOf(textOf(file))
  if (lines.length === 0) unexpected('there is no otpauth:// URI in it')
  return lines.map(({ line, text }) => entryOfUri(text, lineAt(line), options))
}

/** @param name whose it is, where the file says so elsewhere. @default the name in the URI */
export function entryOfUri(
  uri: string,
  place: string,
  options: UriOptions & { readonly name?: string } = {},
): Entry | Refused {
  const { account, device } = readUri(uri, place, options)
  return entryOfDevice(options.name ?? account, device)
}

/** One device of a list, which says no more of its owner than a name. */
export function entryOfDevice(name: string, device: ReadDevice | Refused): Entry | Refused {
  const { place } = device
  if ('refused' in device) return device
  if (name.trim() === '') return { place, refused: 'nothing says whose it is' }
  return { place, person: { name: name.trim() }, makesAccount: false, devices: [device], left: [] }
}
