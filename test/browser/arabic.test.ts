import { strict as assert } from 'node:assert'
import { catalogues } from '../../src/views/texts.ts'
import { checkKeeping } from './kept-codes.ts'
import { ARABIC, scene } from './scene.ts'
import { HOME, type Walker } from './walker.ts'

const { ar } = catalogues
const phone = { viewport: ARABIC.viewport }

describe('in Chromium, in Arabic', () => {
  const at = scene()

  /** Where something stands on the screen: left and right edge. */
  async function edges(anna: Walker, selector: string): Promise<{ left: number; right: number }> {
    const box = await anna.page.locator(selector).first().boundingBox()
    assert.ok(box, selector)
    return { left: box.x, right: box.x + box.width }
  }

  it('sets a device up on the way, and signs in with its code the next time', async () => {
    const { server, walker } = at()
    const anna = await walker(ARABIC)
    await anna.openDemo()
    await anna.press('Sign in with two factors', ar.signIn.heading)
    assert.equal(await anna.page.locator('html').getAttribute('dir'), 'rtl')
    await anna.givePassword(ar.deviceAdd.headingAsked)
    assert.equal(await anna.progress(), ar.progress({ step: 1, steps: 3 }))

    const device = await anna.beginDevice('Phone (2)')
    // The key is read from the left, whatever stands around it, and so are the codes.
    assert.equal(await anna.page.locator('#key').getAttribute('dir'), 'ltr')
    await anna.confirmDevice(device, ar.recoveryCodes.headings.issued)
    assert.equal(await anna.page.locator('#codes').getAttribute('dir'), 'ltr')
    assert.equal(await anna.progress(), ar.progress({ step: 3, steps: 3 }))
    const codes = await checkKeeping(anna)
    await anna.saveCodes(HOME)
    await anna.openAccount()
    await anna.follow(ar.secondFactor.security.see, ar.recoveryCodes.headings.seen)
    assert.deepEqual(await anna.recoveryCodes(), codes)
    await anna.end()

    server.advance(30)
    const again = await walker({ ...ARABIC, account: anna.who })
    await again.beginSignIn(ar.code.heading)
    await again.typeCode('000000', ar.code.heading)
    assert.equal(await again.errorAt(again.code), ar.errors.code_wrong)
    await again.giveCode(device, HOME)
    await again.end()
  })

  it('stands on the right, and tells a Latin name where it belongs', async () => {
    const { server, walker, phoneOf } = at()
    const anna = await walker({ ...phone })
    await server.accounts.setLanguage(anna.who.id, 'ar')
    const device = await phoneOf(anna.who, 'Phone (2)!')
    // The browser is English: until the password, nobody knows better.
    await anna.openAccount('Sign in')
    await anna.givePassword(ar.code.heading)
    await anna.to(ar.account.security, () =>
      anna.page
        .getByLabel(ar.common.code({ digits: 6 }))
        .pressSequentially(device.code(server.now())),
    )
    const card = await edges(anna, 'main')
    const heading = await edges(anna, 'main h1')
    const icon = await edges(anna, '.status svg')
    assert.ok(card.right - heading.right < 40, 'the heading begins at the right')
    assert.ok(card.right - icon.right < 40, 'and so does the sign before a state')
    assert.ok((await edges(anna, 'header a')).left < 40, 'the header ends at the left')

    await anna.choose(
      ar.devices.rename,
      'Phone (2)!',
      ar.deviceRename.heading({ device: 'Phone (2)!' }),
    )
    // The name with its mark, in one piece, between the quotes: none of it has wandered.
    const drawn = await anna.page.evaluate<Record<'open' | 'name' | 'mark', number>>(`(() => {
      const text = document.querySelector('h1').firstChild
      const at = (part) => {
        const range = document.createRange()
        const start = text.data.indexOf(part)
        range.setStart(text, start)
        range.setEnd(text, start + part.length)
        return range.getBoundingClientRect().left
      }
      return { open: at('«'), name: at('Phone'), mark: at('!') }
    })()`)
    assert.ok(drawn.name < drawn.mark, 'the mark follows the name as in Latin')
    assert.ok(drawn.mark < drawn.open, 'and the quote opens to the right of both')
    await anna.end()
  })

  it('is chosen in the account and read at once', async () => {
    const { walker } = at()
    const anna = await walker(phone)
    await anna.beSignedIn('account')
    await anna.follow('Language', 'Language')
    await anna.page.getByLabel(ar.language.name, { exact: true }).check()
    await anna.press('Save', ar.languageChoice.heading)
    assert.equal((await anna.page.getByRole('status').innerText()).trim(), ar.languageChoice.saved)
    await anna.follow(ar.account.security, ar.account.security)
    await anna.end()
  })
})
