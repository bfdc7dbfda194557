import { strict as assert } from 'node:assert'
import { ARABIC, scene, WAYS } from './scene.ts'

describe('in Chromium, losing a device', () => {
  const at = scene()

  for (const [how, options] of Object.entries({ ...WAYS, 'in Arabic': ARABIC })) {
    it(`is one page that removes it, signs out elsewhere and sets up the next, ${how}`, async () => {
      const { server, walker, phoneOf, codesOf } = at()
      const anna = await walker(options)
      const { texts } = anna
      const { deviceLost } = texts.secondFactor
      const lost = await phoneOf(anna.who, 'Phone')
      const codes = await codesOf(anna.who)
      const thief = await walker({ ...options, account: anna.who })
      await thief.beSignedIn('account', lost)
      await anna.beSignedIn('account', codes[0])
      await anna.choose(texts.devices.lost, 'Phone', deviceLost.heading({ device: 'Phone' }))
      await anna.page.getByText(deviceLost.until.recovery_codes).waitFor()
      const box = anna.page.getByLabel(deviceLost.endSessions)
      assert.equal(await box.isChecked(), true)
      await anna.press(deviceLost.submit, texts.deviceAdd.heading)
      const told = await anna.page.getByRole('status').locator('p').allInnerTexts()
      assert.deepEqual(told, [
        texts.deviceAdd.lost({ device: 'Phone' }),
        texts.deviceAdd.endedSessions({ count: 1 }),
      ])

      // The next one may be called as the lost one was.
      const name = await anna.page.getByLabel(texts.deviceAdd.name).inputValue()
      assert.equal(name, 'Phone')
      const found = await anna.beginDevice(name)
      assert.notEqual(found.key, lost.key)
      await anna.confirmDevice(found, texts.account.security)
      assert.deepEqual(await anna.devices(), { Phone: texts.devices.status.confirmed })
      await anna.page.getByText(texts.secondFactor.security.left({ left: 9, count: 10 })).waitFor()
      await anna.end()

      // That its codes are worth nothing is shown by flows/lost-device.test.ts.
      await thief.openAccount(texts.signIn.heading)
      await thief.end()
      server.advance(30)
      await anna.signsInElsewhere('account', found)
    })
  }

  it('leaves other sessions be when asked to, but for what the lost device proved', async () => {
    const { server, walker, phoneOf } = at()
    const ben = await walker()
    const [byTablet, byPhone] = [
      await walker({ account: ben.who }),
      await walker({ account: ben.who }),
    ]
    const phone = await phoneOf(ben.who, 'Phone')
    const tablet = await phoneOf(ben.who, 'Tablet')
    for (const [one, device] of [
      [byTablet, tablet],
      [byPhone, phone],
      [ben, tablet],
    ] as const) {
      server.advance(30)
      await one.beSignedIn('account', device)
    }
    await ben.choose('I lost this device', 'Phone', 'Have you lost “Phone”?')
    await ben.page.getByText('Your other devices stay as they are.').waitFor()
    await ben.page.getByText('Sign me out everywhere else').click()
    await ben.press('Remove it and add another', 'Add a device')
    const told = await ben.page.getByRole('status').innerText()
    assert.equal(told.trim(), '“Phone” was removed, and its codes no longer work.')
    await ben.follow('Cancel', 'Security')
    assert.deepEqual(await ben.devices(), { Tablet: 'Confirmed' })
    await ben.end()

    await byTablet.openAccount('Security')
    await byTablet.end()
    await byPhone.openAccount('Enter your code')
    await byPhone.end()
  })

  it('says that it turns two-factor authentication off where nothing else is left', async () => {
    const { walker, phoneOf } = at()
    const carla = await walker()
    const phone = await phoneOf(carla.who, 'Phone')
    await carla.beSignedIn('account', phone)
    await carla.choose('I lost this device', 'Phone', 'Have you lost “Phone”?')
    await carla.page.getByText('so this turns two-factor authentication off').waitFor()
    await carla.follow('Keep it', 'Security')
    assert.deepEqual(await carla.devices(), { Phone: 'Confirmed' })

    await carla.choose('I lost this device', 'Phone', 'Have you lost “Phone”?')
    await carla.press('Remove it and add another', 'Add a device')
    await carla.page.getByText('two-factor authentication is off until').waitFor()
    await carla.page.getByText('You were not signed in anywhere else.').waitFor()
    await carla.signsInElsewhere('demo')
    await carla.end()
  })
})
