import { strict as assert } from 'node:assert'
import { ARABIC, scene, WAYS } from './scene.ts'
import { HOME, type Walker } from './walker.ts'

/** What the page asks for, by the names of the fields that can be typed in. */
const asked = ({ page }: Walker): Promise<string[]> =>
  page
    .locator('main input:visible:not([readonly])')
    .evaluateAll((fields: { readonly name: string }[]) => fields.map(({ name }) => name))

describe('in Chromium, signing in with the name first', () => {
  const at = scene({ signInPage: 'email-first' })

  for (const [how, options] of Object.entries(WAYS)) {
    it(`asks for the name, the password and the code on a page each, ${how}`, async () => {
      const { walker, phoneOf } = at()
      const anna = await walker(options)
      const { texts } = anna
      const phone = await phoneOf(anna.who)
      await anna.openDemo()
      await anna.press('Sign in', texts.signIn.heading)
      assert.deepEqual(await asked(anna), ['login'])
      await anna.giveName()
      assert.deepEqual(await asked(anna), ['password'])
      assert.equal(await anna.login.inputValue(), anna.who.login)

      await anna.follow(texts.signIn.otherName, texts.signIn.heading)
      assert.deepEqual([await asked(anna), await anna.login.inputValue()], [['login'], ''])
      await anna.givePassword(texts.code.heading)
      assert.deepEqual(await asked(anna), ['trust', 'code'])
      await anna.giveCode(phone, HOME)
      await anna.end()
    })
  }
})

describe('in Chromium, signing in with the name first, then password and code', () => {
  const at = scene({ signInPage: 'email-first-with-code' })

  for (const [how, options] of Object.entries({ ...WAYS, 'in Arabic': ARABIC })) {
    it(`asks for both on one page where there is a device, ${how}`, async () => {
      const { server, walker, phoneOf } = at()
      const anna = await walker(options)
      const { texts } = anna
      const phone = await phoneOf(anna.who)
      const code = anna.page.getByLabel(texts.signIn.code, { exact: true })
      await anna.openDemo()
      await anna.press('Sign in', texts.signIn.heading)
      assert.deepEqual(await asked(anna), ['login'])
      await anna.giveName(texts.signIn.headingPasswordAndCode)
      assert.deepEqual(await asked(anna), ['password', 'code', 'trust'])
      await anna.fillPassword()
      await code.fill('000000')
      await anna.press(texts.common.continue, texts.signIn.headingPasswordAndCode)
      const error = await anna.errorAt(anna.password)
      assert.equal(error, texts.errors.any_failed)
      await anna.fillPassword()
      await code.fill(phone.code(server.now()))
      await anna.press(texts.common.continue, HOME)
      await anna.end()
    })
  }

  for (const [how, options] of Object.entries(WAYS)) {
    it(`asks for the password alone where there is none, ${how}`, async () => {
      const { walker } = at()
      const ben = await walker(options)
      const { texts } = ben
      await ben.openDemo()
      await ben.press('Sign in', texts.signIn.heading)
      await ben.giveName(texts.signIn.headingPassword)
      assert.deepEqual(await asked(ben), ['password'])
      await ben.givePassword(HOME)
      await ben.end()
    })
  }
})

describe('in Chromium, signing in with name and password first', () => {
  const at = scene({ signInPage: 'password-first' })

  for (const [how, options] of Object.entries(WAYS)) {
    it(`asks for both on one page and for the code on its own, ${how}`, async () => {
      const { walker, phoneOf } = at()
      const anna = await walker(options)
      const { texts } = anna
      const phone = await phoneOf(anna.who)
      await anna.openDemo()
      await anna.press('Sign in', texts.signIn.heading)
      assert.deepEqual(await asked(anna), ['login', 'password'])
      await anna.login.fill(anna.who.login)
      await anna.password.fill('not the password')
      await anna.press(texts.common.continue, texts.signIn.heading)
      const error = await anna.errorAt(anna.password)
      assert.equal(error, texts.errors.sign_in_failed)
      assert.equal(await anna.login.inputValue(), anna.who.login)
      await anna.givePassword(texts.code.heading)
      assert.deepEqual(await asked(anna), ['trust', 'code'])
      await anna.giveCode(phone, HOME)
      await anna.end()
    })
  }
})
