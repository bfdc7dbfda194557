import { z } from 'zod'
import { otherKind } from '../device.ts'
import { MalformedFile, type Read, type SourceFile } from '../entry.ts'
import { readJson, shaped } from '../json.ts'
import { unexpected } from '../text.ts'
import { entryOfDevice, entryOfUri } from './otpauth.ts'

const entrySchema = z.object({
  content: z.object({
    uri: z.string(),
    entry_type: z.string(),
    name: z.string().nullish(),
  }),
})

const fileSchema = z.object({ version: z.number(), entries: z.array(z.unknown()).nullish() })

/** What Proton Authenticator exports. Encrypted with a password it is not read. */
export function readProton(file: SourceFile): Read {
  const { value, placeOf } = readJson(file)
  const { entries } = shaped(fileSchema, value, placeOf(value), 'an export of Proton Authenticator')
  if (!entries) {
    throw new MalformedFile(
      'an encrypted export of Proton Authenticator: export it without a password',
    )
  }
  if (entries.length === 0) unexpected('there are no entries in it')
  return entries.map((one) => {
    const place = placeOf(one)
    const { content } = shaped(entrySchema, one, place, 'an entry')
    if (content.entry_type.toLowerCase() === 'steam') {
      return entryOfDevice(content.name ?? '', otherKind(place, 'Steam codes'))
    }
    return entryOfUri(content.uri, place, content.name ? { name: content.name } : {})
  })
}
