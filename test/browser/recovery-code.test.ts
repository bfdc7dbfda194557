import { strict as assert } from 'node:assert'
import { scene, WAYS } from './scene.ts'
import { HOME } from './walker.ts'

describe('in Chromium, signing in with a recovery code', () => {
  const at = scene()

  for (const [how, options] of Object.entries(WAYS)) {
    it(`says how many are left, sets up a new device there, and ends at the relying party, ${how}`, async () => {
      const { server, walker, phoneOf, codesOf } = at()
      const anna = await walker(options)
      const { texts, page } = anna
      const { recoveryCodesLeft } = texts
      await phoneOf(anna.who, 'Phone')
      const [first = '', second] = await codesOf(anna.who)
      await anna.beginSignIn(texts.code.heading)
      // In either case, with or without what separates its groups.
      const spelled = first.toUpperCase().replaceAll('-', ' ')
      await anna.useRecoveryCode(spelled, recoveryCodesLeft.headingUsed)
      await page.getByText(recoveryCodesLeft.left({ left: 9 })).waitFor()
      await page.getByText(recoveryCodesLeft.addDevice).waitFor()
      await anna.follow(recoveryCodesLeft.add, texts.deviceAdd.heading)
      const tablet = await anna.beginDevice('Tablet')
      await anna.confirmDevice(tablet, HOME)
      server.advance(30)
      await anna.signsInElsewhere('demo', tablet)
      await anna.end()

      const elsewhere = await walker({ ...options, account: anna.who })
      await elsewhere.beginSignIn(texts.code.heading)
      await elsewhere.follow(texts.code.toRecovery, texts.recoveryCode.heading)
      await elsewhere.typeRecoveryCode(first, texts.recoveryCode.heading)
      const field = elsewhere.page.getByLabel(texts.recoveryCode.label)
      const error = await elsewhere.errorAt(field)
      assert.equal(error, texts.errors.recovery_wrong)
      await elsewhere.typeRecoveryCode(second, recoveryCodesLeft.headingUsed)
      await elsewhere.page.getByText(recoveryCodesLeft.left({ left: 8 })).waitFor()
      await elsewhere.press(recoveryCodesLeft.goOn({ application: 'Demo application' }), HOME)
      await elsewhere.end()
    })
  }

  it('says at each sign-in when fewer than three are left', async () => {
    const { walker, phoneOf, codesOf, server } = at()
    const ben = await walker()
    const phone = await phoneOf(ben.who)
    const codes = await codesOf(ben.who)
    for (const code of codes.slice(2)) {
      const { outcome } = await server.recoveryCodes.verify(ben.who.id, code)
      assert.equal(outcome, 'accepted')
    }
    await ben.beginSignIn('Enter your code')
    await ben.giveCode(phone, 'You are running out of recovery codes')
    await ben.page.getByText('You have 2 recovery codes left.').waitFor()
    await ben.end()
  })
})
