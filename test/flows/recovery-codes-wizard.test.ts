import { strict as assert } from 'node:assert'
import { Person, codesOn, deviceOf, keyOn } from '../support/person.ts'
import { essentialAcr } from '../support/relying-party.ts'
import { stepOf, visit, type Visit } from '../support/visit.ts'
import { TWO_FACTORS, at, recoveryScene } from './recovery-scene.ts'

describe('recovery codes', () => {
  const { server, shop, pastPassword, toRecovery, events } = recoveryScene()

  describe('in the wizard', () => {
    async function begin(person: Person): Promise<Visit> {
      const { request } = await visit(person, shop(), essentialAcr(TWO_FACTORS))
      return { request, page: await person.givePassword() }
    }

    it('are the last of three steps, which end at the relying party with the truth', async () => {
      const person = await Person.of(server())
      const { request, page } = await begin(person)
      assert.match(page.html, /Step 1 of 3/)
      assert.match(page.html, /Google Authenticator, Microsoft Authenticator, FreeOTP/)
      const second = await person.browser.submit('/device', { name: 'Phone' })
      assert.match(second.html, /Step 2 of 3/)
      const device = deviceOf(server(), 'Phone', keyOn(second))
      const third = await person.browser.submit('/device/code', { code: device.code() })
      assert.match(third.html, /Step 3 of 3/)
      assert.equal(third.heading, 'Save your recovery codes')
      assert.equal(third.headers.get('Cache-Control'), 'no-store')
      assert.equal(codesOn(third).length, 10)
      const proved = server().now() / 1000
      server().advance(240)
      const { arrived } = await person.browser.submit('/continue')
      const { claims } = await request.finish(arrived)
      assert.equal(claims.acr, TWO_FACTORS)
      assert.deepEqual(claims.amr, ['pwd', 'otp', 'mfa'])
      assert.equal(claims.auth_time, proved)
      assert.equal(events(person, 'recovery_codes_issued').length, 1)
      assert.equal(events(person, 'signed_in').length, 1)
    })

    it('let nobody in before they are acknowledged, and are shown again by a reload', async () => {
      const person = await Person.of(server())
      await begin(person)
      const page = await person.beginHere('Phone')
      const codes = codesOn(page)
      assert.deepEqual(codesOn(await person.browser.open(page.url)), codes)
      assert.equal(events(person, 'signed_in').length, 0)
      const { page: other } = await visit(person.inAnotherTab(), shop(), {})
      assert.equal(stepOf(other), 'password')
      // Back to an earlier form of the way: nothing is lost, nothing is done twice.
      await person.browser.open(`${page.url}/device/code`)
      assert.deepEqual(codesOn(person.browser.page), codes)
      assert.ok((await person.browser.submit('/continue')).arrived?.has('code'))
    })

    it('are shown for 15 minutes, and then a page says how to get new ones', async () => {
      const person = await Person.of(server())
      const { request } = await begin(person)
      const page = await person.beginHere('Phone')
      const [code = ''] = codesOn(page)
      assert.match(page.html, /This page shows them for 15 minutes\./)
      assert.match(page.html, /data-left="900"/)
      server().advance(899)
      assert.match((await person.browser.open(page.url)).html, /data-left="1"/)
      server().advance(1)
      const over = await person.browser.open(page.url)
      assert.equal(over.heading, 'Your recovery codes are no longer shown')
      assert.match(over.html, /Step 3 of 3/)
      assert.match(over.html, /get new ones in your account once you are signed in/)
      assert.ok(over.html.includes('/account/recovery-codes"'))
      for (const path of ['', '/recovery-codes.txt', '/device/code', '/device']) {
        const { html, heading } = await person.browser.open(page.url + path)
        assert.ok(!html.includes(code))
        assert.equal(heading, over.heading)
      }
      // They stand all the same, and the sign-in ends as it would have.
      const { claims } = await request.finish((await person.browser.submit('/continue')).arrived)
      assert.deepEqual(claims.amr, ['pwd', 'otp', 'mfa'])
      const again = person.elsewhere()
      await pastPassword(again)
      await toRecovery(again)
      assert.equal(stepOf(await again.giveRecoveryCode(code)), 'continue')
    })

    it('come after a name that can be changed, with a key of its own', async () => {
      const person = await Person.of(server())
      await begin(person)
      const setup = await person.browser.submit('/device', { name: 'Phnoe' })
      assert.doesNotMatch(setup.html, /three steps|<ol/)
      const [, back = ''] = /href="([^"]*)">Change the name</.exec(setup.html) ?? []
      const naming = await person.browser.open(new URL(back, setup.url).href)
      assert.match(naming.html, /Step 1 of 3/)
      assert.match(naming.html, /name="name"[^>]*value="Phnoe"/)
      // Nothing has changed yet.
      assert.equal(keyOn(await person.browser.open(setup.url)), keyOn(setup))
      await person.browser.open(naming.url)
      const named = await person.browser.submit('/device', { name: 'Phone' })
      assert.match(named.html, /Set up “Phone”/)
      assert.notEqual(keyOn(named), keyOn(setup))
      const old = deviceOf(server(), 'Phnoe', keyOn(setup))
      const wrong = await person.browser.submit('/device/code', { code: old.code() })
      assert.match(wrong.errors.join(), /Incorrect/)
      const device = deviceOf(server(), 'Phone', keyOn(named))
      const last = await person.browser.submit('/device/code', { code: device.code() })
      assert.equal(last.heading, 'Save your recovery codes')
      const { id } = person.account
      const names = (await server().authenticators.list(id)).map(({ name }) => name)
      assert.deepEqual(names, ['Phone'])
    })

    it('can be downloaded as text, by nobody else', async () => {
      const person = await Person.of(server())
      await begin(person)
      const page = await person.beginHere('Phone')
      const url = `${page.url}/recovery-codes.txt`
      assert.ok(page.html.includes(`${at(page)}/recovery-codes.txt`))
      const file = await person.browser.send(url)
      assert.equal(file.status, 200)
      assert.match(file.headers.get('Content-Type') ?? '', /^text\/plain; charset=utf-8/)
      assert.equal(
        file.headers.get('Content-Disposition'),
        'attachment; filename="recovery-codes.txt"',
      )
      assert.equal(file.headers.get('Cache-Control'), 'no-store')
      const text = await file.text()
      const lines = text.split('\n')
      assert.deepEqual(
        lines.filter((line) => /^\w{5}-\w{5}-\w{5}$/.test(line)),
        codesOn(page),
      )
      assert.match(text, new RegExp(`^Recovery codes of ${person.account.login} at `))
      const stranger = await person.elsewhere().browser.send(url)
      assert.equal(stranger.status, 410)
      assert.ok(!(await stranger.text()).includes(codesOn(page)[0]!))
    })

    it('are shown nowhere once the way has gone on', async () => {
      const person = await Person.of(server())
      const { request } = await begin(person)
      const page = await person.beginHere('Phone')
      await request.finish((await person.browser.submit('/continue')).arrived)
      for (const path of ['', '/recovery-codes.txt', '/continue']) {
        const { html } = await person.browser.open(page.url + path)
        for (const code of codesOn(page)) assert.ok(!html.includes(code))
      }
    })

    it('go on by one sign-in where the first code, or the end, was sent twice', async () => {
      const person = await Person.of(server())
      await begin(person)
      const setup = await person.browser.submit('/device', { name: 'Phone' })
      const device = deviceOf(server(), 'Phone', keyOn(setup))
      const { action, fields } = person.browser.form('/device/code')
      const body = { ...fields, code: device.code() }
      const twice = (url: string, form: Readonly<Record<string, string>>) =>
        Promise.all(
          [1, 2, 3].map(() =>
            person.browser.send(new URL(url, setup.url).href, {
              method: 'POST',
              body: new URLSearchParams(form),
            }),
          ),
        )
      const sent = await twice(action, body)
      assert.ok(sent.every(({ status }) => status === 303))
      const page = await person.browser.open(setup.url)
      assert.equal(codesOn(page).length, 10)
      assert.equal(events(person, 'device_confirmed').length, 1)
      assert.equal(events(person, 'recovery_codes_issued').length, 1)
      const form = person.browser.form('/continue')
      const ended = await twice(form.action, form.fields)
      assert.ok(ended.every(({ status }) => [303, 410].includes(status)))
      assert.equal(ended[0]?.status, 303)
      const last = await person.browser.open(ended[0]?.headers.get('Location') ?? '')
      assert.ok(last.arrived?.has('code'))
    })

    it('are declined as any sign-in is, and the device and the codes stay', async () => {
      const person = await Person.of(server())
      await begin(person)
      const [code = ''] = codesOn(await person.beginHere('Phone'))
      const again = person.elsewhere()
      await pastPassword(again)
      await toRecovery(again)
      assert.equal(stepOf(await again.giveRecoveryCode(code)), 'continue')
    })

    it('are not what ends an interaction that proves less by now', async () => {
      const person = await Person.of(server())
      await begin(person)
      await person.beginHere('Phone')
      server().advance(1)
      await server().accounts.setPassword(person.account.id, 'another correct horse battery')
      const page = await person.browser.submit('/continue')
      assert.equal(page.arrived, undefined)
      assert.equal(stepOf(page), 'password')
    })
  })
})
