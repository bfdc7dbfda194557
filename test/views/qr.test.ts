import { expect } from 'chai'
import { sharedBrowser } from '../support/open-browser.ts'
import { LOOKS, qrPictures, type QrPicture } from '../support/qr-pictures.ts'
import { READERS } from '../support/qr-readers.ts'
import { servePages } from '../support/serve-pages.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

describe('the QR code of a device, of versions 5 to 13', () => {
  const folder = temporaryFolder()

  for (const [how, look] of Object.entries(LOOKS)) {
    describe(how, () => {
      let pictures: readonly QrPicture[]
      before(async () => {
        await using server = await servePages({}, look.language)
        pictures = await qrPictures(await sharedBrowser(), server, look)
      })

      it('has a whole number of pixels for each module, three or more, and is on the screen', () => {
        for (const { module, hidden } of pictures) {
          expect(module).to.be.at.least(3)
          expect(Number.isInteger(module), String(module)).to.equal(true)
          expect(hidden).to.equal(0)
        }
      })

      for (const [name, read] of Object.entries(READERS)) {
        it(`is read by ${name}`, async () => {
          const found = await read(
            pictures.map(({ png }) => png),
            folder(),
          )
          expect(found).to.deep.equal(pictures.map(({ text }) => text))
        })
      }
    })
  }
})
