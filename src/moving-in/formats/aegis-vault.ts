import { z } from 'zod'
import type { Secret } from '../../kernel/secret.ts'
import { MalformedFile } from '../entry.ts'
import { openGcm, scryptKey } from '../opening.ts'
import { readHex } from '../base32.ts'

const paramsSchema = z.object({ nonce: z.string(), tag: z.string() })
const slotSchema = z.object({
  type: z.number(),
  key: z.string(),
  key_params: paramsSchema,
  n: z.number().nullish(),
  r: z.number().nullish(),
  p: z.number().nullish(),
  salt: z.string().nullish(),
})
const headerSchema = z.object({ slots: z.array(slotSchema), params: paramsSchema })

/** Slots of other types hold the key for a fingerprint reader. */
const BY_PASSWORD = 1

/**
 * Aegis' vault: AES-256-GCM by a key that each slot holds, sealed by what scrypt makes of the password.
 *
 * @throws MalformedFile
 */
export async function openAegis(
  header: unknown,
  db: string,
  password: Secret<string> | undefined,
): Promise<Uint8Array> {
  const { success, data } = headerSchema.safeParse(header)
  if (!success) throw new MalformedFile('an Aegis file: its header is not as expected')
  if (!password) throw new MalformedFile('it is encrypted: give its password with --password-file')
  for (const slot of data.slots.filter(({ type }) => type === BY_PASSWORD)) {
    const derived = await scryptKey(password, hex(slot.salt ?? ''), {
      cost: slot.n ?? 0,
      blockSize: slot.r ?? 0,
      parallelization: slot.p ?? 0,
      length: 32,
    })
    const key = openGcm(
      derived,
      hex(slot.key_params.nonce),
      hex(slot.key),
      hex(slot.key_params.tag),
    )
    if (!key) continue
    const { nonce, tag } = data.params
    const opened = openGcm(key, hex(nonce), Buffer.from(db, 'base64'), hex(tag))
    if (opened) return opened
  }
  throw new MalformedFile('it is encrypted, and does not open with this password')
}

function hex(text: string): Uint8Array {
  const read = readHex(text)
  if ('refused' in read) throw new MalformedFile('an Aegis file: its header is not as expected')
  return read.bytes
}
