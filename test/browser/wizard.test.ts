import { strict as assert } from 'node:assert'
import { checkKeeping } from './kept-codes.ts'
import { scene, WAYS } from './scene.ts'
import { HOME, STRANGER } from './walker.ts'

const TWO_FACTORS = 'Sign in with two factors'

describe('in Chromium, the wizard inside a sign-in', () => {
  const at = scene()

  for (const [how, options] of Object.entries(WAYS)) {
    it(`goes from the app to the recovery codes and ends at the relying party, ${how}`, async () => {
      const { server, walker } = at()
      const anna = await walker(options)
      const { texts, page } = anna
      await anna.beginSignIn(texts.deviceAdd.headingAsked, TWO_FACTORS)
      assert.equal(await anna.progress(), texts.progress({ step: 1, steps: 3 }))
      for (const app of ['Google Authenticator', 'Microsoft Authenticator', 'FreeOTP']) {
        await page.getByText(app).waitFor()
      }
      assert.equal(await anna.password.count(), 0)

      const phone = await anna.beginDevice('Phone')
      assert.equal(await anna.progress(), texts.progress({ step: 2, steps: 3 }))
      await anna.typeCode(
        '000000',
        texts.deviceSetup.heading({ device: 'Phone' }),
        texts.deviceSetup.submit,
      )
      const error = await anna.errorAt(anna.code)
      assert.equal(error, texts.errors.code_wrong)
      await anna.confirmDevice(phone, texts.recoveryCodes.headings.issued)

      assert.equal(await anna.progress(), texts.progress({ step: 3, steps: 3 }))
      const codes = await checkKeeping(anna)
      await anna.to(texts.recoveryCodes.headings.issued, () => page.reload())
      assert.deepEqual(await anna.recoveryCodes(), codes)
      // Until they are saved nobody is signed in.
      await anna.saveCodes(HOME)
      await anna.follow('All claims of the id_token', 'What the provider says about you')
      const { acr, amr, auth_time: authTime, sub } = await anna.claims()
      assert.deepEqual([acr, amr], ['urn:step-up:2fa', ['pwd', 'otp', 'mfa']])
      assert.deepEqual([sub, authTime], [anna.who.id, server.now() / 1000])
      server.advance(30)
      await anna.signsInElsewhere('demo', phone)
      await anna.end()
    })
  }

  it('signs nobody in before the recovery codes are saved', async () => {
    const { walker } = at()
    const ben = await walker()
    await ben.beginSignIn('Set up a second step', TWO_FACTORS)
    await ben.confirmDevice(await ben.beginDevice('Phone'), 'Save your recovery codes')
    await ben.openDemo(STRANGER)
    await ben.openAccount('Sign in')
    await ben.end()
  })
})
