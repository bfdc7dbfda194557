import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { sharedBrowser } from '../support/open-browser.ts'
import { LOOKS, qrPictures } from '../support/qr-pictures.ts'
import { greyOf } from '../support/qr-readers.ts'
import { servePages } from '../support/serve-pages.ts'

/**
 * Where quirc's C source is. Fetched for this test alone: as a dependency it would be compiled for
 * Node by every `npm ci`.
 */
const SOURCE = {
  name: 'node-quirc@2.3.0',
  integrity:
    'sha512-rhuAoXLF1cnxLY0wuHiENZiU5cqqY93X6i5XEmdNyncTAQg7vCSN58Fhu1riCpcN9CoZE94wuidOuaPPUf1ilQ==',
}
const PROGRAM = fileURLToPath(new URL('../support/quirc-read.c', import.meta.url))

describe('the QR code of a device, of versions 5 to 13, for quirc', () => {
  let folder: string
  let quirc: string

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'quirc-'))
    const packed = [
      'pack',
      SOURCE.name,
      '--silent',
      '--prefer-offline',
      '--pack-destination',
      folder,
    ]
    execFileSync('npm', packed, { stdio: ['ignore', 'ignore', 'inherit'] })
    const file = join(
      folder,
      readdirSync(folder).find((name) => name.endsWith('.tgz'))!,
    )
    const digest = createHash('sha512').update(readFileSync(file)).digest('base64')
    expect(`sha512-${digest}`).to.equal(SOURCE.integrity)
    execFileSync('tar', ['-xzf', file, '-C', folder])
    const source = join(folder, 'package/deps/quirc')
    const parts = ['decode.c', 'identify.c', 'quirc.c', 'version_db.c'].map((name) =>
      join(source, name),
    )
    quirc = join(folder, 'quirc')
    execFileSync('gcc', ['-O2', '-w', '-I', source, '-o', quirc, PROGRAM, ...parts, '-lm'])
  })

  after(() => rmSync(folder, { recursive: true }))

  for (const [how, look] of Object.entries(LOOKS)) {
    it(`is read ${how}`, async () => {
      await using server = await servePages({}, look.language)
      const pictures = await qrPictures(await sharedBrowser(), server, look)
      const input = pictures.flatMap(({ png }) => {
        const { grey, width, height } = greyOf(png)
        return [Buffer.from(`${width} ${height}\n`), grey]
      })
      const found = execFileSync(quirc, { input: Buffer.concat(input), encoding: 'utf8' })
      expect(found.trimEnd().split('\n')).to.deep.equal(pictures.map(({ text }) => text))
    })
  }
})
