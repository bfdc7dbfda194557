import { strict as assert } from 'node:assert'
import { PASSWORD } from '../support/test-server.ts'
import { checkKeeping } from './kept-codes.ts'
import { ARABIC, scene, WAYS } from './scene.ts'
import type { Walker } from './walker.ts'

describe('in Chromium, turning two-factor authentication on and off', () => {
  const at = scene()

  /** What the security page says of the account, under its sign. */
  const state = ({ page }: Walker): Promise<string> => page.locator('.state strong').innerText()
  const told = async ({ page }: Walker): Promise<string> =>
    (await page.getByRole('status').innerText()).trim()

  for (const [how, options] of Object.entries(WAYS)) {
    it(`takes the password, the QR code, a code, and saving the recovery codes, ${how}`, async () => {
      const { server, walker } = at()
      const anna = await walker(options)
      const { texts } = anna
      await anna.beSignedIn('account')
      assert.equal(await state(anna), texts.devices.off)

      await anna.follow(texts.devices.add, texts.deviceAdd.heading)
      await anna.page.getByText(texts.deviceAdd.apps).waitFor()
      const phone = await anna.beginDevice('Phone')
      assert.equal(phone.accountName, anna.who.login)
      await anna.confirmDevice(phone, texts.recoveryCodes.headings.issued)
      const codes = await checkKeeping(anna)
      // One way on, and it says that they are saved.
      assert.deepEqual(await anna.page.locator('main form, main .cancel').count(), 1)
      await anna.saveCodes(texts.account.security)
      assert.equal(await told(anna), texts.done.added({ device: 'Phone' }))
      assert.equal(await state(anna), texts.devices.on)
      assert.deepEqual(await anna.devices(), { Phone: texts.devices.status.confirmed })

      // For five minutes the first code is proof enough to see the codes again.
      await anna.follow(texts.secondFactor.security.see, texts.recoveryCodes.headings.seen)
      assert.deepEqual(await anna.recoveryCodes(), codes)
      server.advance(30)
      await anna.signsInElsewhere('demo', phone)
      await anna.end()
    })
  }

  for (const [how, options] of Object.entries({ ...WAYS, 'in Arabic': ARABIC })) {
    it(`is turned off with a code once it is confirmed, ${how}`, async () => {
      const { server, walker, phoneOf } = at()
      const ben = await walker(options)
      const { texts } = ben
      const { turnOff, security } = texts.secondFactor
      const phone = await phoneOf(ben.who, 'Phone')
      await ben.beSignedIn('account', phone)
      server.advance(330)
      await ben.follow(security.turnOff, texts.signIn.headingAgain)
      await ben.givePassword(texts.code.heading)
      await ben.giveCode(phone, turnOff.heading)
      await ben.follow(turnOff.keep, texts.account.security)
      assert.equal(await state(ben), texts.devices.on)

      await ben.follow(security.turnOff, turnOff.heading)
      await ben.press(turnOff.submit, texts.account.security)
      assert.equal(await told(ben), texts.done.turned_off)
      assert.equal(await state(ben), texts.devices.off)
      assert.deepEqual(await ben.devices(), {})
      await ben.signsInElsewhere('demo')
      await ben.end()
    })
  }
})

describe('in Chromium, turning it off where the password does', () => {
  const at = scene({ turnOffWith: 'password' })

  it('asks for the password on the page that turns it off, and says when it is wrong', async () => {
    const { walker, phoneOf, server } = at()
    const carla = await walker()
    const phone = await phoneOf(carla.who)
    await carla.beSignedIn('account', phone)
    server.advance(330)
    await carla.follow('Turn off two-factor authentication', 'Turn two-factor authentication off?')
    await carla.password.fill('not the password')
    await carla.press('Turn off', 'Turn two-factor authentication off?')
    assert.match(await carla.errorAt(carla.password), /^Incorrect password/)
    await carla.password.fill(PASSWORD)
    await carla.press('Turn off', 'Security')
    assert.deepEqual(await carla.devices(), {})
    await carla.end()
  })
})

describe('in Chromium, where two-factor authentication is required', () => {
  const at = scene({ secondFactorRequired: true })

  it('says why it cannot be turned off, and offers no way to', async () => {
    const { walker, phoneOf } = at()
    const dora = await walker()
    const phone = await phoneOf(dora.who, 'Phone')
    await dora.beSignedIn('account', phone)
    await dora.page.getByText('Two-factor authentication is required here.').waitFor()
    assert.equal(await dora.page.getByRole('link', { name: 'Turn off' }).count(), 0)
    await dora.end()
  })
})
