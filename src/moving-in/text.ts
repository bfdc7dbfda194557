import { MalformedFile, lineAt, type SourceFile } from './entry.ts'

/** The file as text. @throws MalformedFile where it is not UTF-8 */
export function textOf({ bytes }: SourceFile): string {
  if (bytes[0] === 0xac && bytes[1] === 0xed) {
    unexpected('a backup of FreeOTP 2 (externalBackup.xml), whose keys FreeOTP alone opens')
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new MalformedFile('not text: UTF-8 is expected', undefined, { cause })
  }
}

/** Lines that say something, with their numbers. Empty ones and those that begin with # are none. */
export const linesOf = (
  text: string,
): readonly { readonly line: number; readonly text: string }[] =>
  text
    .split(/\r\n|\n|\r/)
    .map((one, at) => ({ line: at + 1, text: one.trim() }))
    .filter((one) => one.text !== '' && !one.text.startsWith('#'))

/** The number of the line in which a character stands. */
export const lineOfOffset = (text: string, offset: number): number =>
  text.slice(0, offset).split('\n').length

/** @throws MalformedFile */
export function unexpected(what: string, line?: number): never {
  throw new MalformedFile(what, line === undefined ? undefined : lineAt(line))
}
