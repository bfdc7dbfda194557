import { strict as assert } from 'node:assert'
import { scene } from './scene.ts'
import { HOME } from './walker.ts'

const CODE = 'Enter your code'

describe('in Chromium, a trusted browser', () => {
  const at = scene()

  for (const [how, javaScriptEnabled] of [
    ['with JavaScript', true],
    ['without JavaScript', false],
  ] as const) {
    it(`is chosen by a box, spared the code, and forgotten, ${how}`, async () => {
      const { server, walker, phoneOf } = at()
      const anna = await walker({ javaScriptEnabled })
      const phone = await phoneOf(anna.who)
      const box = anna.page.getByRole('checkbox', {
        name: 'Don’t ask for a code on this browser for 30 days',
      })

      await anna.openDemo()
      await anna.press('Sign in', 'Sign in')
      await anna.givePassword(CODE)
      assert.equal(await box.isChecked(), false)
      // The words belong to the box: who misses it hits them.
      await anna.page.getByText('Don’t ask for a code').click()
      assert.equal(await box.isChecked(), true)
      await anna.giveCode(phone, HOME)

      await anna.signOut()
      await anna.openDemo()
      await anna.press('Sign in', 'Sign in')
      await anna.givePassword(HOME)
      await anna.follow('All claims of the id_token', 'What the provider says about you')
      const { acr, amr } = await anna.claims()
      assert.deepEqual([acr, amr], ['urn:step-up:1fa', ['pwd']])
      await anna.openDemo(HOME)

      // What the demo guards asks for a code as ever, and offers nothing.
      server.advance(30)
      await anna.press('Do something dangerous', CODE)
      assert.equal(await box.count(), 0)
      await anna.giveCode(phone, 'Done: sent 10,000 to a stranger')

      await anna.openAccount()
      await anna.follow('Trusted browsers', 'Trusted browsers')
      const row = anna.page.locator('.devices > li')
      assert.match(await row.innerText(), /Chrom.* on Linux[\s\S]*This browser/)
      await anna.to('Forget this browser?', () => row.getByRole('link', { name: 'Forget' }).click())
      await anna.press('Forget', 'Trusted browsers')
      assert.match(await anna.page.getByRole('status').innerText(), /was forgotten/)

      await anna.signOut()
      server.advance(30)
      await anna.openDemo()
      await anna.press('Sign in', 'Sign in')
      await anna.givePassword(CODE)
      assert.equal(await box.isChecked(), false)
      await anna.giveCode(phone, HOME)
      await anna.end()
    })
  }
})
