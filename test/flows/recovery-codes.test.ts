import { strict as assert } from 'node:assert'
import { DEFAULT_THROTTLE } from '../../src/kernel/throttle/attempt-store.ts'
import { createRecoveryCode } from '../../src/methods/recovery-codes/recovery-code.ts'
import type { Person } from '../support/person.ts'
import { essentialAcr } from '../support/relying-party.ts'
import { stepOf, visit } from '../support/visit.ts'
import { TWO_FACTORS, at, recoveryScene } from './recovery-scene.ts'

/** As East Asian keyboards type it. */
const fullWidth = (code: string): string =>
  code.replaceAll(/[!-~]/g, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0))

const { free, firstDelay } = DEFAULT_THROTTLE

describe('recovery codes', () => {
  const { server, shop, prepare, pastPassword, toRecovery, events, outcomes, send } =
    recoveryScene()

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
      ['as it is copied', (code: string) => `\u200f${code.replaceAll('-', '\u2011')}\u200b`],
      ['in full width', fullWidth],
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
      assert.deepEqual(used.errors, ['That recovery code is incorrect or has already been used.'])
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

    it('do not replace the password: without it they are not looked at', async () => {
      const { person, codes } = await prepare()
      const { page } = await visit(person, shop())
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
      await visit(person, shop())
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

    it('of 50 parallel posts of one code in 50 sign-ins, exactly one goes on', async () => {
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
})
