import { crc32, deflateSync } from 'node:zlib'
import type { Browser } from 'playwright-core'

const COLOURS = 256

/** Writes a picture with a palette: pages have few colours, and files become a third of the size. */
export async function withPalette(browser: Browser, png: Buffer): Promise<Buffer> {
  const { width, height, pixels } = await decode(browser, png)
  const counts = new Map<number, number>()
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1)
  const byCount = [...counts].toSorted(([, one], [, other]) => other - one)
  const palette = byCount.slice(0, COLOURS).map(([colour]) => colour)
  const places = new Map(byCount.map(([colour]) => [colour, nearest(palette, colour)]))

  // Each line begins with its filter: none, which suits palettes best.
  const lines = Buffer.alloc((width + 1) * height)
  pixels.forEach((pixel, index) => {
    lines[index + Math.floor(index / width) + 1] = places.get(pixel) ?? 0
  })
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // Eight bits, indexed.
  header.set([8, 3], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap((colour) => channels(colour)))),
    chunk('IDAT', deflateSync(lines, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** The browser reads it; each pixel is one number, 0xRRGGBB. */
async function decode(browser: Browser, png: Buffer) {
  const page = await browser.newPage()
  const { width, height, rgba } = await page.evaluate<{
    width: number
    height: number
    rgba: string
  }>(`(async () => {
    const bytes = Uint8Array.fromBase64('${png.toString('base64')}')
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const { width, height } = image
    const context = new OffscreenCanvas(width, height).getContext('2d')
    context.drawImage(image, 0, 0)
    const { data } = context.getImageData(0, 0, width, height)
    return { width, height, rgba: new Uint8Array(data.buffer).toBase64() }
  })()`)
  await page.close()
  const bytes = Buffer.from(rgba, 'base64')
  const pixels = Array.from({ length: width * height }, (_, index) =>
    bytes.readUIntBE(index * 4, 3),
  )
  return { width, height, pixels }
}

const channels = (colour: number): [number, number, number] => [
  colour >> 16,
  (colour >> 8) & 255,
  colour & 255,
]

function nearest(palette: readonly number[], colour: number): number {
  const wanted = channels(colour)
  const distances = palette.map((candidate) =>
    channels(candidate).reduce((sum, value, index) => sum + (value - (wanted[index] ?? 0)) ** 2, 0),
  )
  return distances.indexOf(Math.min(...distances))
}

function chunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(content))
  return Buffer.concat([length, content, sum])
}
