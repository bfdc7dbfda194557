import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { MalformedFile, type SourceFile } from './entry.ts'

const SIGNATURES = [
  [0x89, 0x50, 0x4e, 0x47],
  [0xff, 0xd8, 0xff],
] as const

/** PNG or JPEG, by its first bytes. */
export const isPicture = (bytes: Uint8Array): boolean =>
  SIGNATURES.some((signature) => signature.every((byte, at) => bytes[at] === byte))

/**
 * The text of the one QR code in a picture. Its reader is a WebAssembly of its own, which is loaded where one is read.
 *
 * @throws MalformedFile
 */
export async function readPicture({ bytes, name }: SourceFile): Promise<string> {
  const { prepareZXingModule, readBarcodes } = await import('zxing-wasm/reader')
  const path = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')
  // Else it is fetched from the network.
  prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(readFileSync(path)).buffer } })
  const found = await readBarcodes(new Uint8Array(bytes), {
    formats: ['QRCode'],
    tryHarder: true,
  }).catch((cause: unknown) => {
    throw new MalformedFile('it is not a picture that can be read', name, { cause })
  })
  const codes = found.filter(({ isValid }) => isValid)
  const [code] = codes
  if (!code) throw new MalformedFile('there is no QR code in it', name)
  if (codes.length > 1) throw new MalformedFile('there is more than one QR code in it', name)
  return code.text
}
