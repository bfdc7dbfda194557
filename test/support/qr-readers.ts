import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { BinaryBitmap, HybridBinarizer, QRCodeReader, RGBLuminanceSource } from '@zxing/library'
import jsQR from 'jsqr'
import { PNG } from 'pngjs'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'

/** What a reader finds in pictures, in their order; empty where it finds none. */
type Reader = (
  pngs: readonly Buffer[],
  folder: string,
) => Promise<readonly string[]> | readonly string[]

const { resolve } = createRequire(import.meta.url)

/** Its own, not that of a CDN. */
let prepared = false
function prepare(): void {
  if (prepared) return
  prepared = true
  const wasmBinary = readFileSync(resolve('zxing-wasm/reader/zxing_reader.wasm'))
  prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasmBinary).buffer } })
}

/** Programs and libraries that read QR codes, each from its own roots. */
export const READERS = {
  zbar: byZbar,
  jsQR: (pngs) =>
    pngs.map((png) => {
      const { data, width, height } = PNG.sync.read(png)
      return jsQR.default(new Uint8ClampedArray(data), width, height)?.data ?? ''
    }),
  '@zxing/library': (pngs) => pngs.map(byZxing),
  'zxing-wasm': async (pngs) => {
    prepare()
    const found = pngs.map((png) => readBarcodes(new Uint8Array(png), { formats: ['QRCode'] }))
    return (await Promise.all(found)).map(([code]) => code?.text ?? '')
  },
} satisfies Record<string, Reader>

/** One run for all: what it finds stands line by line, so one that is missing shows. */
function byZbar(pngs: readonly Buffer[], folder: string): readonly string[] {
  const files = pngs.map((png, place) => {
    const file = join(folder, `${place}.png`)
    writeFileSync(file, png)
    return file
  })
  const args = ['-q', '--raw', '-Sdisable', '-Sqrcode.enable', ...files]
  // It fails where it finds nothing in one of them.
  return spawnSync('zbarimg', args, { encoding: 'utf8' }).stdout.trimEnd().split('\n')
}

function byZxing(png: Buffer): string {
  const { grey, width, height } = greyOf(png)
  const source = new RGBLuminanceSource(new Uint8ClampedArray(grey), width, height)
  const bitmap = new BinaryBitmap(new HybridBinarizer(source))
  try {
    return new QRCodeReader().decode(bitmap).getText()
  } catch {
    return ''
  }
}

/** One byte for each pixel. */
export function greyOf(png: Buffer) {
  const { data, width, height } = PNG.sync.read(png)
  const grey = Buffer.alloc(width * height)
  for (let place = 0; place < grey.length; place += 1) {
    const [red = 0, green = 0, blue = 0] = data.subarray(place * 4, place * 4 + 3)
    grey[place] = (red + 2 * green + blue) / 4
  }
  return { grey, width, height }
}
