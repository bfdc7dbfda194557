import { strict as assert } from 'node:assert'
import { scene } from './scene.ts'
import { HOME, STRANGER } from './walker.ts'

const CODES = 'Save your recovery codes'
const ACCOUNT = 'Security'

describe('in Chromium, from end to end', () => {
  const at = scene()

  it('adds a device by its QR code, and from then on asks for its codes', async () => {
    const { server, walker } = at()
    const anna = await walker({ account: await server.addAccount('anna+home@example.com') })
    await anna.openDemo()
    await anna.press('Sign in', 'Sign in')
    await anna.givePassword(HOME)

    await anna.openAccount()
    assert.deepEqual(await anna.devices(), {})
    await anna.follow('Add a device', 'Add a device')
    const phone = await anna.beginDevice('My Phone')
    assert.equal(phone.issuer, 'Acme Co')
    assert.equal(phone.accountName, 'anna+home@example.com')
    await anna.confirmDevice(phone, CODES)
    await anna.saveCodes(ACCOUNT)
    assert.deepEqual(await anna.devices(), { 'My Phone': 'Confirmed' })

    await anna.signOut()
    server.advance(30)
    await anna.openDemo()
    await anna.press('Sign in', 'Sign in')
    await anna.givePassword('Enter your code')
    await anna.giveCode(phone, HOME)

    await anna.end()
  })

  it('adds a second device after a fresh code, and signs in with either', async () => {
    const { server, walker, phoneOf } = at()
    const anna = await walker()
    const phone = await phoneOf(anna.who)
    await anna.beSignedIn('account', phone)
    server.advance(330)
    await anna.follow('Add a device', 'Enter your code')
    await anna.giveCode(phone, 'Add a device')
    const tablet = await anna.beginDevice('Tablet')
    await anna.confirmDevice(tablet, ACCOUNT)
    assert.deepEqual(await anna.devices(), { 'My Phone': 'Confirmed', Tablet: 'Confirmed' })
    server.advance(30)
    for (const device of [tablet, phone]) await anna.signsInElsewhere('demo', device)
    await anna.end()
  })

  it('asks for the code alone before something dangerous, once the last one is old', async () => {
    const { server, walker, phoneOf } = at()
    const carla = await walker()
    const phone = await phoneOf(carla.who)
    await carla.beSignedIn('demo', phone)
    await carla.press('Do something dangerous', 'Done: sent 10,000 to a stranger')

    server.advance(330)
    await carla.follow('Back to the start', HOME)
    await carla.page.getByLabel('Open the airlock').check()
    await carla.press('Do something dangerous', 'Enter your code')
    assert.equal(await carla.password.count(), 0)
    await carla.giveCode(phone, 'Done: opened the airlock')
    await carla.end()
  })

  it('says at the field what is wrong with a code', async () => {
    const { server, walker, phoneOf } = at()
    const emil = await walker()
    const phone = await phoneOf(emil.who)
    await emil.beginSignIn('Enter your code')
    await emil.typeCode(otherThan(phone.code(server.now())), 'Enter your code')
    assert.match(await emil.errorAt(emil.code), /^Incorrect code\./)
    await emil.signsInElsewhere('demo', phone)
    await emil.giveCode(phone, 'Enter your code')
    assert.match(await emil.errorAt(emil.code), /^That code was just used\. .* \(30 s\)\.$/)
    const submit = emil.page.locator('form button.main')
    assert.match(await submit.innerText(), /^Continue \(0:\d\d\)$/)
    server.advance(30)
    await emil.open(emil.page.url(), 'Enter your code')
    await emil.giveCode(phone, HOME)
    await emil.end()
  })

  it('works in the dark, with all that JavaScript adds', async () => {
    const { server, walker } = at()
    const gina = await walker({
      colorScheme: 'dark',
      viewport: { width: 390, height: 844 },
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    await gina.open(gina.issuer, 'Sign-in service')
    await gina.openAccount('Sign in')
    await gina.fillPassword()
    await gina.button('Show password').click()
    assert.equal(await gina.password.getAttribute('type'), 'text')
    await gina.button('Hide password').click()
    assert.equal(await gina.password.getAttribute('type'), 'password')
    await gina.press('Continue', ACCOUNT)

    await gina.follow('Add a device', 'Add a device')
    const phone = await gina.beginDevice('My Phone')
    await gina.button('Copy the key').click()
    await gina.page.getByText('Copied').waitFor()
    assert.equal(await gina.page.evaluate('navigator.clipboard.readText()'), phone.key)
    await gina.follow('Cancel', ACCOUNT)
    assert.deepEqual(await gina.devices(), { 'My Phone': 'Waiting for its first code' })
    await gina.choose('Finish setting up', 'My Phone', 'Set up “My Phone”')
    assert.equal((await gina.scan()).key, phone.key)
    await gina.confirmDevice(phone, CODES)
    await gina.saveCodes(ACCOUNT)

    await gina.choose('Rename', 'My Phone', 'Rename “My Phone”')
    await gina.page.getByLabel('New name').fill('Old Phone')
    await gina.press('Save', ACCOUNT)
    assert.deepEqual(await gina.devices(), { 'Old Phone': 'Confirmed' })
    server.advance(330)
    await gina.choose('Remove', 'Old Phone', 'Confirm that it is you')
    await gina.givePassword('Enter your code')
    await gina.giveCode(phone, 'Turn two-factor authentication off?')
    await gina.page.getByText('“Old Phone” is your only device').waitFor()
    await gina.press('Turn off', ACCOUNT)
    assert.deepEqual(await gina.devices(), {})
    await gina.follow('Sign out', 'Sign out?')
    await gina.press('Sign out', 'You are signed out')
    await gina.end()
  })

  it('says at a sign-out what was signed out with it, and the application notices', async () => {
    const { walker } = at()
    const jane = await walker()
    await jane.beSignedIn('demo')
    const left = await jane.page.context().newPage()
    await left.goto(jane.demo)
    await jane.open(`${jane.issuer}/sign-out`, 'Sign out?')
    await jane.press('Sign out', 'You are signed out')
    await jane.page.getByText('Also signed out: Demo application', { exact: true }).waitFor()

    // What was open there does not go on as if nothing had been.
    await left.getByRole('button', { name: 'Do something dangerous' }).click()
    const heading = left.getByRole('heading', { level: 1 })
    await left.getByText('You have signed out at').waitFor()
    assert.equal(await heading.innerText(), 'You are signed out of this application')
    await left.getByRole('link', { name: 'Back to the start' }).click()
    await left.getByRole('heading', { level: 1, name: STRANGER }).waitFor()
    await jane.openDemo()
    await jane.end()
  })

  for (const [how, javaScriptEnabled] of [
    ['by itself', true],
    ['by a button without JavaScript', false],
  ] as const) {
    it(`lets somebody else sign in where a session lives, ${how}`, async () => {
      const { server, walker } = at()
      const henry = await walker({ javaScriptEnabled })
      const ida = await server.addAccount()
      await henry.beSignedIn('demo')
      await henry.open(await henry.signInUrl({ prompt: 'login' }), 'Sign in')
      if (javaScriptEnabled) {
        await henry.givePassword(HOME, ida.login)
      } else {
        await henry.fillPassword(ida.login)
        await henry.button('Continue').click()
        await henry.page.waitForURL(/\/auth\//)
        await henry.press('Continue', HOME)
      }
      await henry.follow('All claims of the id_token', 'What the provider says about you')
      assert.equal((await henry.claims())['sub'], ida.id)
      await henry.end()
    })
  }
})

/** A code of the same length that no device shows now. */
const otherThan = (code: string): string =>
  code.replace(/^./, (digit) => String((Number(digit) + 5) % 10))
