import { strict as assert } from 'node:assert'
import { DEFAULT_THROTTLE } from '../../src/authenticators/attempt-store.ts'
import { createRecoveryCode } from '../../src/authenticators/recovery-code.ts'
import type { StepUpEvent } from '../../src/events.ts'
import type { Page } from '../support/browser.ts'
import { Person, codesOn, deviceOf, keyOn, type Device } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { openTestServer, testServer, type TestServer } from '../support/test-server.ts'
import { answer, signIn, stepOf, visit, type Visit } from '../support/visit.ts'

const ONE_FACTOR = 'urn:step-up:1fa'
const TWO_FACTORS = 'urn:step-up:2fa'
const { free, firstDelay } = DEFAULT_THROTTLE

/** Somebody with a device and recovery codes, as the wizard gave them. */
interface Prepared {
  readonly person: Person
  readonly phone: Device
  readonly codes: readonly string[]
}

/** Where a page's link to the way by recovery code leads. */
const recoveryLinkOn = (page: Page): string | undefined =>
  /href="([^"]*\/recovery)"/.exec(page.html)?.[1]

const at = (page: Page): string => new URL(page.url).pathname

describe('recovery codes', () => {
  const server = testServer()
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  async function prepare(): Promise<Prepared> {
    const person = await Person.of(server())
    await visit(person, shop, essentialAcr(TWO_FACTORS))
    await person.givePassword()
    const { device, recoveryCodes } = await person.enrolHere('Phone')
    server().advance(60)
    return { person: person.elsewhere(), phone: device, codes: recoveryCodes }
  }

  /** At another browser, up to where a code is asked for. */
  async function pastPassword(person: Person, parameters = {}): Promise<Visit> {
    const { request } = await visit(person, shop, parameters)
    return { request, page: await person.givePassword() }
  }

  /** Follows the link on the page for codes. */
  async function toRecovery(person: Person): Promise<Page> {
    const link = recoveryLinkOn(person.browser.page)
    assert.ok(link)
    return person.browser.open(new URL(link, person.browser.page.url).href)
  }

  const events = ({ account }: Person, type: StepUpEvent['type']): StepUpEvent[] =>
    server()
      .audit()
      .filter((event) => event.type === type && event.accountId === account.id)

  const outcomes = (person: Person): (string | undefined)[] =>
    events(person, 'recovery_code').map((event) => ('outcome' in event ? event.outcome : undefined))

  describe('in the wizard', () => {
    async function begin(person: Person): Promise<Visit> {
      const { request } = await visit(person, shop, essentialAcr(TWO_FACTORS))
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
      const { page: other } = await visit(person.inAnotherTab(), shop, {})
      assert.equal(stepOf(other), 'password')
      // Back to an earlier form of the way: nothing is lost, nothing is done twice.
      await person.browser.open(`${page.url}/device/code`)
      assert.deepEqual(codesOn(person.browser.page), codes)
      assert.ok((await person.browser.submit('/continue')).arrived?.has('code'))
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

  describe('at sign-in', () => {
    it('are one link away from the page for codes, and the way back is too', async () => {
      const { person } = await prepare()
      const { page } = await pastPassword(person)
      assert.equal(stepOf(page), 'code')
      const recovery = await toRecovery(person)
      assert.equal(stepOf(recovery), 'recovery')
      assert.equal(recovery.heading, 'Enter a recovery code')
      const field = /<input id="recovery_code"[^>]*>/.exec(recovery.html)?.[0] ?? ''
      assert.match(field, /type="text"/)
      assert.match(field, /autocomplete="off"/)
      assert.match(field, /dir="ltr"/)
      assert.match(recovery.html, /Three groups of five/)
      assert.ok(recovery.html.includes(`href="${at(page)}"`))
      assert.equal(stepOf(await person.browser.open(page.url)), 'code')
    })

    for (const [how, typed] of [
      ['as it is written', (code: string) => code],
      ['in capitals', (code: string) => code.toUpperCase()],
      ['without separators', (code: string) => code.replaceAll('-', '')],
      ['with spaces', (code: string) => ` ${code.replaceAll('-', ' ')} `],
    ] as const) {
      it(`sign in ${how}, and the claims tell the truth`, async () => {
        const { person, codes } = await prepare()
        const { request } = await pastPassword(person, essentialAcr(TWO_FACTORS))
        await toRecovery(person)
        const page = await person.giveRecoveryCode(typed(codes[4] ?? ''))
        assert.equal(page.heading, 'You used a recovery code')
        assert.match(page.html, /You have 9 recovery codes left\./)
        const { claims } = await request.finish((await person.browser.submit('/continue')).arrived)
        assert.equal(claims.acr, TWO_FACTORS)
        assert.deepEqual(claims.amr, ['pwd', 'otp', 'mfa'])
        assert.equal(claims.auth_time, server().now() / 1000)
        const [event] = events(person, 'recovery_code')
        assert.equal(event?.type === 'recovery_code' && event.remaining, 9)
        const [signed] = events(person, 'signed_in').slice(-1)
        assert.deepEqual(signed && 'methods' in signed && signed.methods, [
          'password',
          'recovery_code',
        ])
      })
    }

    it('work once, and wrong and used are told alike', async () => {
      const { person, codes } = await prepare()
      const [code = ''] = codes
      await pastPassword(person)
      await toRecovery(person)
      await person.giveRecoveryCode(code)
      await person.browser.submit('/continue')
      const again = person.elsewhere()
      await pastPassword(again)
      await toRecovery(again)
      const used = await again.giveRecoveryCode(code)
      const wrong = await again.giveRecoveryCode(createRecoveryCode())
      assert.deepEqual([used.status, wrong.status], [422, 422])
      assert.deepEqual(used.errors, ['That recovery code is not right, or it was used already.'])
      assert.deepEqual(wrong.errors, used.errors)
      assert.ok(!used.html.includes(code))
      assert.deepEqual(outcomes(person), ['accepted', 'used', 'mismatch'])
      assert.equal(stepOf(await again.giveRecoveryCode(codes[1] ?? '')), 'continue')
    })

    it('cost no attempt where what was typed cannot be one, and it can be mended', async () => {
      const { person, codes } = await prepare()
      const [code = ''] = codes
      await pastPassword(person)
      await toRecovery(person)
      for (let attempt = 0; attempt < free + 3; attempt += 1) {
        const page = await person.giveRecoveryCode(code.slice(1))
        assert.equal(page.status, 422)
        assert.match(page.errors.join(), /three groups of five letters and digits/)
        assert.ok(page.html.includes(`value="${code.slice(1)}"`))
      }
      assert.deepEqual(outcomes(person), [])
      assert.equal(stepOf(await person.giveRecoveryCode(code)), 'continue')
    })

    it('are slowed down together with the codes of devices', async () => {
      const { person, phone, codes } = await prepare()
      await pastPassword(person)
      const codePage = person.browser.page
      await toRecovery(person)
      const recoveryPage = person.browser.page
      for (let failures = 0; failures < free; failures += 1) {
        assert.equal((await person.giveRecoveryCode(createRecoveryCode())).status, 422)
      }
      const throttled = await person.giveRecoveryCode(codes[0] ?? '')
      assert.equal(throttled.status, 429)
      assert.equal(throttled.headers.get('Retry-After'), String(firstDelay))
      await person.browser.open(codePage.url)
      assert.equal((await person.giveCode(phone.code())).status, 429)
      server().advance(firstDelay)
      await person.browser.open(codePage.url)
      const wrong = phone.code().replace(/^./, (digit) => String((Number(digit) + 5) % 10))
      assert.equal((await person.giveCode(wrong)).status, 422)
      await person.browser.open(recoveryPage.url)
      assert.equal((await person.giveRecoveryCode(codes[0] ?? '')).status, 429)
      assert.deepEqual(outcomes(person).slice(-2), ['throttled', 'throttled'])
      server().advance(2 * firstDelay)
      assert.equal(stepOf(await person.giveRecoveryCode(codes[0] ?? '')), 'continue')
    })

    it('are locked with the codes of devices', async () => {
      const { person, codes } = await prepare()
      await pastPassword(person)
      await toRecovery(person)
      const { id } = person.account
      const policy = { ...DEFAULT_THROTTLE, free: 1000 }
      const store = server().recoveryCodes
      for (let failures = 0; failures < policy.lockAt; failures += 1) {
        server().advance(DEFAULT_THROTTLE.longestDelay)
        await store.verify(id, createRecoveryCode())
      }
      const again = person.elsewhere()
      await pastPassword(again)
      await toRecovery(again)
      const page = await again.giveRecoveryCode(codes[0] ?? '')
      assert.equal(page.status, 423)
      assert.match(page.errors.join(), /locked.*administrator can unlock/)
      await server().authenticators.unlock(id)
      assert.equal(stepOf(await again.giveRecoveryCode(codes[0] ?? '')), 'continue')
    })

    it('are no password: without one they are not looked at', async () => {
      const { person, codes } = await prepare()
      const { page } = await visit(person, shop)
      await person.giveName()
      const { csrf = '' } = person.browser.form('/password').fields
      const posted = await person.browser.post(`${page.url}/recovery`, {
        csrf,
        recovery_code: codes[0] ?? '',
      })
      assert.equal(stepOf(posted), 'password')
      assert.equal(stepOf(await person.browser.open(`${page.url}/recovery`)), 'password')
      assert.deepEqual(outcomes(person), [])
    })

    it('open no other account', async () => {
      const { codes } = await prepare()
      const other = await prepare()
      await pastPassword(other.person)
      await toRecovery(other.person)
      assert.equal((await other.person.giveRecoveryCode(codes[0] ?? '')).status, 422)
    })

    it('are not taken from another site', async () => {
      const { person, codes } = await prepare()
      await pastPassword(person)
      const { url } = await toRecovery(person)
      const { fields } = person.browser.form('/recovery')
      const form = { ...fields, recovery_code: codes[0] ?? '' }
      const foreign = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }
      assert.equal((await person.browser.post(url, form, foreign)).status, 403)
      assert.equal((await person.browser.post(url, { ...form, csrf: 'x' })).status, 403)
      assert.deepEqual(outcomes(person), [])
    })

    it('are the only way once the last device is lost, and the page says nothing of devices', async () => {
      const { person, codes } = await prepare()
      await server().authenticators.removeAll(person.account.id)
      const { request, page } = await pastPassword(person, essentialAcr(TWO_FACTORS))
      assert.equal(stepOf(page), 'recovery')
      assert.doesNotMatch(page.html, /Use a code from a device/)
      assert.equal(stepOf(await person.giveRecoveryCode(codes[0] ?? '')), 'continue')
      const { claims } = await request.finish((await person.browser.submit('/continue')).arrived)
      assert.equal(claims.acr, TWO_FACTORS)
    })

    it('do not turn the second factor off when they run out', async () => {
      const { person, codes } = await prepare()
      const { id } = person.account
      await server().authenticators.removeAll(id)
      for (const code of codes) await server().recoveryCodes.verify(id, code)
      await visit(person, shop)
      const { arrived } = await person.givePassword()
      assert.equal(arrived?.get('error'), 'unmet_authentication_requirements')
    })

    it('go on when a form was sent twice', async () => {
      const { person, codes } = await prepare()
      const { request } = await pastPassword(person)
      const { url } = await toRecovery(person)
      const { fields } = person.browser.form('/recovery')
      const form = { ...fields, recovery_code: codes[0] ?? '' }
      await person.browser.post(url, form)
      const again = await person.browser.post(url, form)
      assert.equal(stepOf(again), 'continue')
      const { arrived } = await person.browser.submit('/continue')
      await request.finish(arrived)
      assert.deepEqual(outcomes(person), ['accepted'])
    })

    it('of 50 posts of one code at once in 50 sign-ins, exactly one goes on', async () => {
      const { person, codes } = await prepare()
      const visitors: Person[] = []
      for (let index = 0; index < 50; index += 1) {
        const visitor = person.elsewhere()
        await pastPassword(visitor)
        await toRecovery(visitor)
        visitors.push(visitor)
      }
      const responses = await Promise.all(visitors.map((visitor) => send(visitor, codes[2] ?? '')))
      const winners = visitors.filter((_, index) => responses[index]?.status === 303)
      assert.equal(winners.length, 1)
      assert.ok(responses.every(({ status }) => [303, 422, 429].includes(status)))
      assert.equal(outcomes(person).filter((outcome) => outcome === 'accepted').length, 1)
      const set = await server().recoveryCodes.find(person.account.id)
      assert.equal(set?.used.size, 1)
      for (const visitor of visitors) {
        const page = await visitor.browser.open(visitor.browser.page.url.replace('/recovery', ''))
        assert.equal(stepOf(page), winners.includes(visitor) ? 'continue' : 'code')
      }
    })

    it('of 50 posts of one code at once in one sign-in, one sign-in comes', async () => {
      const { person, codes } = await prepare()
      const { request } = await pastPassword(person)
      const { url } = await toRecovery(person)
      const responses = await Promise.all(
        Array.from({ length: 50 }, () => send(person, codes[2] ?? '')),
      )
      assert.ok(responses.some(({ status }) => status === 303))
      assert.ok(responses.every(({ status }) => [303, 422, 429].includes(status)))
      assert.equal(outcomes(person).filter((outcome) => outcome === 'accepted').length, 1)
      const page = await person.browser.open(url)
      assert.equal(stepOf(page), 'continue')
      await request.finish((await person.browser.submit('/continue')).arrived)
      assert.equal(events(person, 'signed_in').length, 2, 'the wizard’s, and this one')
    })
  })

  /** Sends the form of the page, and reads nothing but the outcome. */
  async function send(visitor: Person, code: string): Promise<Response> {
    const { action, fields } = visitor.browser.form('/recovery')
    const response = await visitor.browser.send(new URL(action, visitor.browser.page.url).href, {
      method: 'POST',
      body: new URLSearchParams({ ...fields, recovery_code: code }),
    })
    await response.text()
    return response
  }

  describe('after one was used', () => {
    async function used(parameters = {}): Promise<Prepared & { readonly visited: Visit }> {
      const prepared = await prepare()
      const visited = await pastPassword(prepared.person, parameters)
      await toRecovery(prepared.person)
      const page = await prepared.person.giveRecoveryCode(prepared.codes[0] ?? '')
      return { ...prepared, visited: { ...visited, page } }
    }

    it('offer to add a device there, which then signs in', async () => {
      const { person, visited } = await used()
      const { page } = visited
      assert.ok(page.html.includes(`href="${at(page)}/new-device"`))
      const named = await person.browser.open(`${page.url}/new-device`)
      assert.equal(named.heading, 'Add a device')
      assert.doesNotMatch(named.html, /Step 1 of/)
      const setup = await person.browser.submit('/device', { name: 'New phone' })
      const device = deviceOf(server(), 'New phone', keyOn(setup))
      // Reloading shows the same key.
      assert.equal(keyOn(await person.browser.open(setup.url)), keyOn(setup))
      const { arrived } = await person.browser.submit('/device/code', { code: device.code() })
      const { claims } = await visited.request.finish(arrived)
      assert.equal(claims.acr, TWO_FACTORS)
      assert.deepEqual(claims.amr, ['pwd', 'otp', 'mfa'])
      const tokens = await signIn(person.elsewhere(), shop, {}, device)
      assert.equal(tokens.claims.acr, TWO_FACTORS)
      // The codes are the ones that were there: a second device brings no new ones.
      assert.equal(events(person, 'recovery_codes_issued').length, 1)
    })

    it('offer it to be left, at any step', async () => {
      for (const steps of [0, 1]) {
        const { person, visited } = await used()
        await person.browser.open(`${visited.page.url}/new-device`)
        if (steps === 1) await person.browser.submit('/device', { name: 'New phone' })
        const { arrived } = await person.browser.submit('/skip')
        await visited.request.finish(arrived)
        const devices = await server().authenticators.confirmed(person.account.id)
        assert.equal(devices.length, 1)
      }
    })

    it('tell what is wrong with the name or the code of the new device', async () => {
      const { person, visited } = await used()
      await person.browser.open(`${visited.page.url}/new-device`)
      const taken = await person.browser.submit('/device', { name: 'phone' })
      assert.match(taken.errors.join(), /has this name/)
      const setup = await person.browser.submit('/device', { name: 'New phone' })
      const device = deviceOf(server(), 'New phone', keyOn(setup))
      const wrong = device.code().replace(/^./, (digit) => String((Number(digit) + 5) % 10))
      assert.match(
        (await person.browser.submit('/device/code', { code: wrong })).errors.join(),
        /not right/,
      )
      const { arrived } = await person.browser.submit('/device/code', { code: device.code() })
      await visited.request.finish(arrived)
    })

    it('bind no device to who proved no recovery code here', async () => {
      const { person, phone } = await prepare()
      await pastPassword(person)
      const code = person.browser.page
      assert.equal(stepOf(await person.browser.open(`${code.url}/new-device`)), 'code')
      const { csrf = '' } = person.browser.form('/code').fields
      const form = { csrf, name: 'Mine' }
      assert.equal(stepOf(await person.browser.post(`${code.url}/device`, form)), 'code')
      assert.equal((await server().authenticators.list(person.account.id)).length, 1)
      await person.browser.open(code.url)
      assert.ok((await person.giveCode(phone.code())).arrived?.has('code'))
    })

    it('bind none any more when the page was left open for long', async () => {
      const { person, visited } = await used()
      server().advance(901)
      const page = await person.browser.open(`${visited.page.url}/new-device`)
      assert.equal(stepOf(page), 'continue')
      assert.doesNotMatch(page.html, /new-device/)
      const { csrf = '' } = person.browser.form('/continue').fields
      await person.browser.post(`${page.url}/device`, { csrf, name: 'Mine' })
      assert.equal((await server().authenticators.list(person.account.id)).length, 1)
      await person.browser.open(page.url)
      await visited.request.finish((await person.browser.submit('/continue')).arrived)
    })

    it('let nobody in who has not gone on, nor whom the decision lets in no more', async () => {
      const { person, visited } = await used()
      const { page } = await visit(person.inAnotherTab(), shop)
      assert.equal(stepOf(page), 'password')
      server().advance(1)
      await server().accounts.setPassword(person.account.id, 'another correct horse battery')
      await person.browser.open(visited.page.url)
      assert.equal(stepOf(person.browser.page), 'password')
      const { csrf = '' } = person.browser.form('/password').fields
      const refused = await person.browser.post(`${visited.page.url}/continue`, { csrf })
      assert.equal(refused.arrived, undefined)
      assert.equal(stepOf(refused), 'password')
    })

    it('tell it at a step-up too, and raise the class of the live session', async () => {
      const { person, phone, codes } = await prepare()
      await signIn(person, shop, {}, phone)
      server().advance(400)
      const { request, page } = await visit(person, shop, {
        acr_values: TWO_FACTORS,
        max_age: '300',
      })
      assert.equal(stepOf(page), 'code')
      await toRecovery(person)
      assert.equal(stepOf(await person.giveRecoveryCode(codes[0] ?? '')), 'continue')
      const { claims } = await request.finish((await person.browser.submit('/continue')).arrived)
      assert.equal(claims.acr, TWO_FACTORS)
      assert.equal(claims.auth_time, server().now() / 1000)
      assert.equal(events(person, 'stepped_up').length, 1)
    })
  })

  describe('with fewer than three left', () => {
    it('every sign-in says so, with the way to new ones; with three left none does', async () => {
      const { person, phone, codes } = await prepare()
      const { id } = person.account
      for (const code of codes.slice(0, 7)) await server().recoveryCodes.verify(id, code)
      assert.ok((await signIn(person.elsewhere(), shop, {}, phone)).claims)
      server().advance(30)
      const quiet = person.elsewhere()
      await pastPassword(quiet)
      assert.ok((await quiet.giveCode(phone.code())).arrived)
      for (const [index, told] of [
        [7, 'You have 2 recovery codes left.'],
        [8, 'You have 1 recovery code left.'],
        [9, 'You have no recovery code left.'],
      ] as const) {
        await server().recoveryCodes.verify(id, codes[index] ?? '')
        server().advance(30)
        const visitor = person.elsewhere()
        const { request } = await pastPassword(visitor)
        const page = await visitor.giveCode(phone.code())
        assert.equal(page.heading, 'You are running out of recovery codes')
        assert.ok(page.html.includes(told))
        assert.ok(page.html.includes(`${server().configuration.issuer}/account/recovery-codes`))
        assert.doesNotMatch(page.html, /new-device/)
        const { claims } = await request.finish((await visitor.browser.submit('/continue')).arrived)
        assert.equal(claims.acr, TWO_FACTORS)
        assert.deepEqual(claims.amr, ['pwd', 'otp', 'mfa'])
      }
    })

    it('nothing is said within a live session, nor under prompt=none', async () => {
      const { person, phone, codes } = await prepare()
      for (const code of codes) await server().recoveryCodes.verify(person.account.id, code)
      server().advance(30)
      const first = await visit(person, shop)
      await answer(person, first.page, phone)
      assert.ok((await visit(person, shop)).page.arrived?.has('code'))
      assert.ok((await visit(person, shop, { prompt: 'none' })).page.arrived?.has('code'))
    })
  })

  it('add no write to an ordinary sign-in by password and code', async () => {
    const { person, phone } = await prepare()
    const { provider } = server()
    const writes: string[] = []
    const { prototype } = provider.Interaction
    const save = Reflect.get(prototype, 'save')
    prototype.save = function counted(this: typeof prototype, ttl: number) {
      if (this.params['client_id'] === 'shop') writes.push(this.prompt.name)
      return save.call(this, ttl)
    }
    try {
      await pastPassword(person)
      assert.ok((await person.giveCode(phone.code())).arrived)
    } finally {
      prototype.save = save
    }
    // Begun, the password, and finished.
    assert.equal(writes.length, 3)
  })
})

describe('what a recovery code earns', () => {
  const opened: TestServer[] = []
  afterEach(async () => {
    for (const server of opened.splice(0)) await server.close()
  })

  async function open(options: Parameters<typeof openTestServer>[0]) {
    const server = await openTestServer(options)
    opened.push(server)
    const shop = await relyingParty(server)
    const person = await Person.of(server)
    const phone = await person.addDevice('Phone')
    const { codes } = await server.recoveryCodes.issue(person.account.id)
    server.advance(60)
    return { shop, server, phone, person: person.elsewhere(), code: codes[0]!.code.reveal() }
  }

  /** Signs in by recovery code, as far as it goes. */
  async function recover(person: Person, shop: RelyingParty, code: string, parameters = {}) {
    const { request, page: first } = await visit(person, shop, parameters)
    const page = stepOf(first) === 'password' ? await person.givePassword() : first
    const link = recoveryLinkOn(page)
    assert.ok(link)
    await person.browser.open(new URL(link, page.url).href)
    return { request, page: await person.giveRecoveryCode(code) }
  }

  it('is told by the amr that is configured', async () => {
    const { shop, person, code, phone } = await open({ recoveryCodes: { amr: 'recovery' } })
    const { request } = await recover(person, shop, code)
    const { claims } = await request.finish((await person.browser.submit('/continue')).arrived)
    assert.equal(claims.acr, TWO_FACTORS)
    assert.deepEqual(claims.amr, ['pwd', 'recovery', 'mfa'])
    const tokens = await signIn(person.elsewhere(), shop, {}, phone)
    assert.deepEqual(tokens.claims.amr, ['pwd', 'otp', 'mfa'])
  })

  it('is nothing where the second class takes codes of devices alone, and no link leads there', async () => {
    const { shop, person, code, phone } = await open({
      ladder: [
        { name: ONE_FACTOR, methods: ['password'] },
        { name: TWO_FACTORS, methods: ['password', 'totp'] },
      ],
    })
    const { request } = await visit(person, shop)
    const page = await person.givePassword()
    assert.equal(stepOf(page), 'code')
    assert.equal(recoveryLinkOn(page), undefined)
    assert.doesNotMatch(page.html, /recovery code/)
    assert.equal(stepOf(await person.browser.open(`${page.url}/recovery`)), 'code')
    const { csrf = '' } = person.browser.form('/code').fields
    const form = { csrf, recovery_code: code }
    assert.equal(stepOf(await person.browser.post(`${page.url}/recovery`, form)), 'code')
    await request.finish((await person.giveCode(phone.code())).arrived)
  })

  it('is a class of its own between the two, where the ladder has one', async () => {
    const RECOVERED = 'urn:example:recovered'
    const { shop, server, person, code, phone } = await open({
      ladder: [
        { name: ONE_FACTOR, methods: ['password'] },
        { name: RECOVERED, methods: ['password', ['totp', 'recovery_code']] },
        { name: TWO_FACTORS, methods: ['password', 'totp'] },
      ],
      recoveryCodes: { amr: 'recovery' },
    })
    const { request } = await recover(person, shop, code)
    const { claims } = await request.finish((await person.browser.submit('/continue')).arrived)
    assert.equal(claims.acr, RECOVERED)
    assert.deepEqual(claims.amr, ['pwd', 'recovery', 'mfa'])
    // Whoever wants the class above asks for a device's code, and offers nothing else.
    const { request: higher, page } = await visit(person, shop, essentialAcr(TWO_FACTORS))
    assert.equal(stepOf(page), 'code')
    assert.equal(recoveryLinkOn(page), undefined)
    const { claims: raised } = await higher.finish((await person.giveCode(phone.code())).arrived)
    assert.equal(raised.acr, TWO_FACTORS)
    server.advance(30)
    const tokens = await signIn(person.elsewhere(), shop, {}, phone)
    assert.equal(tokens.claims.acr, TWO_FACTORS)
  })

  it('does not grow by the device that is added after it', async () => {
    const RECOVERED = 'urn:example:recovered'
    const { shop, server, person, code } = await open({
      ladder: [
        { name: ONE_FACTOR, methods: ['password'] },
        { name: RECOVERED, methods: ['password', ['totp', 'recovery_code']] },
        { name: TWO_FACTORS, methods: ['password', 'totp'] },
      ],
    })
    const { request, page } = await recover(person, shop, code)
    await person.browser.open(`${page.url}/new-device`)
    const setup = await person.browser.submit('/device', { name: 'New phone' })
    const device = deviceOf(server, 'New phone', keyOn(setup))
    const { arrived } = await person.browser.submit('/device/code', { code: device.code() })
    assert.equal((await request.finish(arrived)).claims.acr, RECOVERED)
  })
})
