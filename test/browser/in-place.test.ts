import { strict as assert } from 'node:assert'
import { HOME } from './walker.ts'
import { scene } from './scene.ts'

describe('in Chromium, a page in the place of a redirect to it', () => {
  const at = scene()

  it('is reloaded and come back to by fetching it, and nothing is sent twice', async () => {
    const { walker, phoneOf } = at()
    const anna = await walker()
    const { page, texts } = anna
    const phone = await phoneOf(anna.who)
    await anna.openDemo()
    await anna.press('Sign in', texts.signIn.heading)
    const address = page.url()
    assert.match(new URL(address).pathname, /^\/interaction\/[\w-]+$/)
    assert.equal(new URL(address).search, '')
    await anna.givePassword(texts.code.heading)
    assert.equal(page.url(), address)

    const methods: string[] = []
    page.on('request', (request) => {
      if (request.isNavigationRequest()) methods.push(request.method())
    })
    await anna.to(texts.code.heading, () => page.reload())
    await anna.to(texts.code.heading, async () => {
      await page.goto('about:blank')
      await page.goBack()
    })
    assert.deepEqual(new Set(methods), new Set(['GET']))
    await anna.giveCode(phone, HOME)
    await anna.end()
  })
})
