import { parseJson, fieldOf } from '../../kernel/typing.ts'
import {
  MalformedFile,
  lineAt,
  type Entry,
  type Read,
  type Refused,
  type SourceFile,
} from '../entry.ts'
import { linesOf, textOf, unexpected } from '../text.ts'
import { entryOfUri } from './otpauth.ts'

/** Ente Auth's plain export: a URI on each line, whose names stand there as they were typed. */
export function readEnte(file: SourceFile): Read {
  const text = textOf(file)
  if (text.trimStart().startsWith('{')) {
    throw new MalformedFile(
      'an encrypted export of Ente Auth, which is not read: export it as plain text',
    )
  }
  const lines = linesOf(text)
  if (lines.length === 0) unexpected('there are no codes in it')
  return lines.map(({ line, text: uri }) => entryIn(uri, lineAt(line)))
}

function entryIn(uri: string, place: string): Entry | Refused {
  const display = /[?&]codeDisplay=([^&]*)/i.exec(uri)?.[1]
  if (fieldOf(parseJson(decodedOf(display ?? '')), 'trashed') === true) {
    return { place, refused: 'it is in the trash there' }
  }
  // As its program writes them: `Algorithm.sha256`.
  const plain = uri
    .replace(/([?&]algorithm=)Algorithm\./i, '$1')
    .replace(/[?&]codeDisplay=[^&]*/i, '')
  return entryOfUri(plain, place, { plusIsSpace: true, rawNames: true })
}

function decodedOf(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
