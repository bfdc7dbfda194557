import { readBase64 } from '../base32.ts'
import { MalformedFile, lineAt, type Place, type Read, type SourceFile } from '../entry.ts'
import { isPicture, readPicture } from '../picture.ts'
import { linesOf, textOf, unexpected } from '../text.ts'
import { entriesOf, readPayload, type Payload } from './google-payload.ts'

interface Part {
  readonly place: Place
  readonly payload: Payload
}

/**
 * What Google Authenticator shows to be scanned: `otpauth-migration://offline?data=…`, one on each line, or pictures of
 * them. An export of many devices comes in parts, of which none may be missing.
 */
export async function readGoogle(files: readonly SourceFile[]): Promise<Read> {
  const uris = (await Promise.all(files.map(urisIn))).flat()
  if (uris.length === 0) unexpected('there is no otpauth-migration:// URI in it')
  const parts = uris.map(({ place, text }) => ({ place, payload: payloadIn(text, place) }))
  checkBatches(parts)
  return parts.flatMap(({ place, payload }) => entriesOf(payload, place))
}

async function urisIn(file: SourceFile, _at: number, files: readonly SourceFile[]) {
  if (isPicture(file.bytes)) return [{ place: file.name, text: await readPicture(file) }]
  const within = files.length === 1 ? '' : `${file.name}, `
  return linesOf(textOf(file)).map(({ line, text }) => ({
    place: `${within}${lineAt(line)}`,
    text,
  }))
}

function payloadIn(uri: string, place: Place): Payload {
  const query = /^otpauth-migration:\/\/offline\/?\?(.*)$/is.exec(uri)?.[1]
  const data = query
    ?.split('&')
    .find((one) => one.startsWith('data='))
    ?.slice('data='.length)
  if (data === undefined) {
    throw new MalformedFile('it is not an otpauth-migration:// URI of Google Authenticator', place)
  }
  const read = readBase64(decodedOnce(data, place))
  if ('refused' in read) throw new MalformedFile('what it holds is not base64', place)
  return readPayload(read.bytes, place)
}

/** Once: decoded twice, a plus becomes a space, and one byte is lost without a word. */
function decodedOnce(data: string, place: Place): string {
  try {
    return decodeURIComponent(data)
  } catch (cause) {
    throw new MalformedFile('what it holds is not percent-encoded', place, { cause })
  }
}

function checkBatches(parts: readonly Part[]): void {
  const batches = Map.groupBy(parts, ({ payload }) => payload.batchId)
  for (const batch of batches.values()) {
    const size = Math.max(1, ...batch.map(({ payload }) => payload.batchSize))
    const found = new Set(batch.map(({ payload }) => payload.batchIndex))
    const [first] = batch
    if (first && (found.size !== size || batch.length !== size)) {
      throw new MalformedFile(
        `it is one of ${size} parts, and ${found.size} of them are there: put all of them into one file`,
        first.place,
      )
    }
  }
}
