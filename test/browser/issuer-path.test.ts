import { strict as assert } from 'node:assert'
import { openPathProxy, type PathProxy } from '../support/path-proxy.ts'
import { WAYS, openScene, type Scene } from './scene.ts'
import { HOME } from './walker.ts'

const PATH = '/sso'
const CODES = 'Save your recovery codes'
const ACCOUNT = 'Security'

/** One mode with JavaScript and the other without: how forms are sent and what a proxy does are apart. */
const MODES = { kept: 'with JavaScript', stripped: 'without JavaScript' } as const

for (const basePath of ['kept', 'stripped'] as const) {
  describe(`in Chromium, at an issuer with a path that its proxy has ${basePath}`, () => {
    let proxy: PathProxy
    let at: Scene
    before(async () => {
      proxy = await openPathProxy(PATH, basePath === 'stripped')
      at = await openScene({ basePath, trustProxy: ['127.0.0.1'] }, proxy)
    })
    after(async () => {
      await at.close()
      await proxy.close()
    })

    it(`signs in, adds a device, signs out and steps up, ${MODES[basePath]}`, async () => {
      const anna = await at.walker(WAYS[MODES[basePath]])
      await anna.openDemo()
      await anna.press('Sign in', 'Sign in')
      await anna.givePassword(HOME)
      await anna.openAccount()
      await anna.follow('Add a device', 'Add a device')
      const phone = await anna.beginDevice('My Phone')
      await anna.confirmDevice(phone, CODES)
      await anna.saveCodes(ACCOUNT)
      assert.deepEqual(await anna.devices(), { 'My Phone': 'Confirmed' })
      await anna.signOut()
      at.server.advance(30)
      await anna.openDemo()
      await anna.press('Sign in', 'Sign in')
      await anna.givePassword('Enter your code')
      await anna.giveCode(phone, HOME)
      // Nothing that the pages loaded or led to was outside, and what lives there is shown no cookie.
      assert.deepEqual(proxy.strayed, [])
      await anna.page.goto(`${proxy.origin}/elsewhere`)
      await anna.page.goto(`${proxy.origin}${PATH}-elsewhere`)
      assert.deepEqual(
        proxy.strayed.filter(({ cookies }) => cookies !== ''),
        [],
      )
      assert.equal(
        proxy.strayed.some(({ path }) => path === '/elsewhere'),
        true,
      )
      await anna.page.goto(at.demo.url)
      await anna.end()
    })
  })
}
