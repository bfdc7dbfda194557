import { strict as assert } from 'node:assert'
import type { Request } from 'playwright-core'
import { scene, WAYS } from './scene.ts'
import { HOME, STRANGER, type Walker } from './walker.ts'

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
    await anna.to(texts.code.heading, () => page.reload())
    await anna.to(texts.code.heading, async () => {
      await page.goto('about:blank')
      await page.goBack()
    })
    assert.deepEqual(new Set(methods), new Set(['GET']))
    await anna.giveCode(phone, HOME)
    await anna.end()
  })

  for (const [how, options] of Object.entries(WAYS)) {
    it(`is left by Back without a question, from the page for the code on, ${how}`, async () => {
      const { walker, phoneOf } = at()
      const ben = await walker(options)
      const { page, texts } = ben
      const phone = await phoneOf(ben.who)
      await ben.beginSignIn(texts.code.heading)
      // Without a script the address of the first page is that of the request: it begins again.
      for (const wanted of [texts.code.heading, ben.scripting ? texts.code.heading : STRANGER]) {
        await page.goBack()
        const heading = await page.getByRole('heading', { level: 1 }).innerText()
        assert.ok([wanted, texts.code.heading, texts.signIn.heading].includes(heading), heading)
      }
      await page.goForward()
      if ((await ben.password.count()) > 0 || (await ben.login.count()) > 0) {
        await ben.givePassword(texts.code.heading)
      }
      await ben.giveCode(phone, HOME)
      await ben.end()
    })

    it(`is reloaded after what was wrong, and charged once, ${how}`, async () => {
      const { walker, phoneOf, codesOf } = at()
      const eve = await walker(options)
      const { page, texts } = eve
      const phone = await phoneOf(eve.who)
      await codesOf(eve.who)
      const { headingPassword } = texts.signIn
      await eve.openDemo()
      await eve.press('Sign in', texts.signIn.heading)
      await eve.giveName()
      await bearsReloading(eve, headingPassword, 0)
      await eve.password.fill('not it')
      await eve.press(texts.common.continue, headingPassword)
      const refused = texts.errors.sign_in_failed
      assert.equal(await eve.errorAt(eve.password), refused)
      await bearsReloading(eve, headingPassword, 1)
      // The name is not typed again.
      assert.equal(await page.locator('[name=login]').inputValue(), eve.who.login)
      await eve.givePassword(texts.code.heading)
      await eve.typeCode('000000', texts.code.heading)
      await eve.errorAt(eve.code)
      await bearsReloading(eve, texts.code.heading, 2)
      await eve.useRecoveryCode('AAAAA-AAAAA-AAAAA-AAAAA', texts.recoveryCode.heading)
      await bearsReloading(eve, texts.recoveryCode.heading, chargedTo(eve))
      await eve.follow(texts.recoveryCode.toCode, texts.code.heading)
      await eve.giveCode(phone, HOME)
      await eve.end()
    }).timeout(120_000)

    it(`is reloaded in the account too, ${how}`, async () => {
      const { walker } = at()
      const tom = await walker(options)
      const { page, texts } = tom
      const { change, forgot } = texts.passwords
      await tom.beSignedIn('account')
      await tom.open(`${tom.issuer}/account/password`, change.heading)
      await page.locator('[name=password]').fill('not it')
      await tom.press(texts.common.continue, change.heading)
      await bearsReloading(tom, change.heading, 1)
      await tom.open(`${tom.issuer}/device`, texts.connect.heading)
      await page.locator('[name=user_code]').fill('BBBB-BBBB')
      await tom.press(texts.common.continue, texts.connect.heading)
      await bearsReloading(tom, texts.connect.heading, 1)
      await tom.open(`${tom.issuer}/password/forgot`, forgot.heading)
      await page.locator('[name=login]').fill(' ')
      await tom.press(forgot.submit, forgot.heading)
      await bearsReloading(tom, forgot.heading, 1)
      await tom.end()
    })
  }
})

/** How many attempts were wrong, of the account of somebody. */
const chargedTo = ({ server, who }: Walker): number =>
  server
    .audit()
    .filter((event) => 'accountId' in event && event.accountId === who.id)
    .filter((event) => 'outcome' in event && event.outcome !== 'accepted').length

/** Reloads a page and comes back to it: nothing is sent, and nothing charged. */
async function bearsReloading(walker: Walker, heading: string, charged: number): Promise<void> {
  const { page } = walker
  assert.equal(chargedTo(walker), charged)
  const methods: string[] = []
  const note = (request: Request): void => {
    if (request.isNavigationRequest()) methods.push(request.method())
  }
  page.on('request', note)
  await walker.to(heading, () => page.reload())
  await walker.to(heading, async () => {
    await page.goto('about:blank')
    await page.goBack()
  })
  page.off('request', note)
  assert.deepEqual(new Set(methods), new Set(['GET']))
  assert.equal(chargedTo(walker), charged)
}
