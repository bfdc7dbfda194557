import { strict as assert } from 'node:assert'
import { scene, WAYS } from './scene.ts'
import { HOME } from './walker.ts'

describe('in Chromium, one account from its first sign-in to its end', () => {
  const at = scene()

  for (const [how, options] of Object.entries(WAYS)) {
    it(`gets a second device, loses the first, is safe again, is deleted and taken back, ${how}`, async () => {
      const { server, walker } = at()
      const anna = await walker(options)
      const { texts } = anna
      const { code, recoveryCodes, recoveryCodesLeft, secondFactor, leaving } = texts
      const gaps = texts.checkUp.heading
      const safer = (of: typeof anna) => of.page.getByRole('heading', { name: gaps }).count()

      // The first sign-in, and the first device.
      await anna.openDemo()
      await anna.press('Sign in', texts.signIn.heading)
      await anna.givePassword(HOME)
      await anna.openAccount()
      assert.equal(await safer(anna), 1, 'a password alone is told of')
      await anna.follow(texts.devices.add, texts.deviceAdd.heading)
      const phone = await anna.beginDevice('Phone')
      await anna.confirmDevice(phone, recoveryCodes.headings.issued)
      const codes = await anna.saveCodes(texts.account.security)

      // The second one, after a fresh code.
      server.advance(330)
      await anna.follow(texts.devices.add, code.heading)
      await anna.giveCode(phone, texts.deviceAdd.heading)
      const tablet = await anna.beginDevice('Tablet')
      await anna.confirmDevice(tablet, texts.account.security)

      // The phone is lost; a code on paper is at hand, the tablet is not.
      server.advance(30)
      const elsewhere = await walker({ ...options, account: anna.who })
      await elsewhere.openAccount(texts.signIn.heading)
      await elsewhere.givePassword(code.heading)
      await elsewhere.useRecoveryCode(codes[0], recoveryCodesLeft.headingUsed)
      await elsewhere.press(
        recoveryCodesLeft.goOn({ application: texts.account.application }),
        texts.account.security,
      )
      const { deviceLost } = secondFactor
      await elsewhere.choose(texts.devices.lost, 'Phone', deviceLost.heading({ device: 'Phone' }))
      await elsewhere.press(deviceLost.submit, texts.deviceAdd.heading)
      const next = await elsewhere.beginDevice('New phone')
      await elsewhere.confirmDevice(next, texts.account.security)
      assert.deepEqual(Object.keys(await elsewhere.devices()).toSorted(), ['New phone', 'Tablet'])

      // What is left to do is the address, which an operator states; then there is nothing.
      assert.equal(await safer(elsewhere), 1)
      await server.accounts.setEmail(anna.who.id, anna.who.login, true)
      await elsewhere.openAccount()
      assert.equal(await safer(elsewhere), 0)

      // It is deleted after all factors, and taken back.
      server.advance(330)
      await elsewhere.follow(leaving.section, texts.signIn.headingAgain)
      await elsewhere.givePassword(code.heading)
      await elsewhere.giveCode(next, leaving.heading)
      await elsewhere.press(leaving.submit, leaving.leavingHeading)
      assert.notEqual((await server.accounts.find(anna.who.id))?.leavesAt, undefined)
      await elsewhere.press(leaving.keep, texts.account.security)
      assert.equal((await server.accounts.find(anna.who.id))?.leavesAt, undefined)
      await elsewhere.end()

      // Whoever has found the phone gets nowhere with it.
      server.advance(30)
      await anna.openAccount(texts.signIn.heading)
      await anna.givePassword(code.heading)
      await anna.giveCode(phone, code.heading)
      await anna.giveCode(next, texts.account.security)
      await anna.end()
    })
  }
})
