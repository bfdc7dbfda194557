import { strict as assert } from 'node:assert'
import type { ThrottlePolicy } from '../../src/kernel/throttle/attempt-store.ts'
import { createRecoveryCode } from '../../src/methods/recovery-codes/index.ts'
import { answerOf } from '../support/answer-of.ts'
import type { Page } from '../support/browser.ts'
import { addressOf, openMailSink, type MailSink } from '../support/mail-sink.ts'
import { Person } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { PASSWORD, openTestServer, type TestServer } from '../support/test-server.ts'
import { signIn, visit } from '../support/visit.ts'

/** Three attempts without a wait, and the third one locks. */
const throttle: ThrottlePolicy = { free: 3, firstDelay: 5, longestDelay: 5, lockAt: 3 }

/** Such as might be somebody's. */
const NO_CODES = Array.from({ length: 3 }, createRecoveryCode)

describe('too many attempts', () => {
  let sink: MailSink
  let server: TestServer
  let shop: RelyingParty
  let bank: RelyingParty
  let onOnePage: TestServer
  before(async () => {
    sink = await openMailSink()
    server = await openTestServer(
      { throttle, mail: { url: sink.url, from: 'sign-in@service.example' } },
      { mailInterval: 50 },
    )
    shop = await relyingParty(server)
    bank = await relyingParty(server, 'bank')
    onOnePage = await openTestServer({ throttle, signInPage: 'email-first-with-code' })
  })
  after(async () => {
    await server.close()
    await onOnePage.close()
    await sink.stop()
  })

  /** Mails about a lock that went to this address. */
  const toldTo = (address: string) =>
    sink.mails.filter(
      (mail) => addressOf(mail) === address && mail.subject === 'Your account is locked',
    )

  async function isTold(address: string, number = 1): Promise<string> {
    while (toldTo(address).length < number) await sink.taken(sink.mails.length + 1)
    return toldTo(address)[number - 1]?.text ?? ''
  }

  async function guess(person: Person, count: number, login = person.account.login) {
    const { page } = await visit(person, shop)
    const pages: Page[] = [page, await person.giveName(login)]
    for (let index = 0; index < count; index += 1) {
      pages.push(await person.givePassword(`wrong ${index}`, { login }))
    }
    return pages
  }

  const locks = (accountId: string) =>
    server
      .audit()
      .filter((event) => event.type === 'account_locked' && event.accountId === accountId)

  it('are answered as locked by the attempt that locks, and the owner is notified once by mail', async () => {
    const person = await Person.of(server)
    const { id, login } = person.account
    const pages = await guess(person.elsewhere(), 5)
    assert.deepEqual(
      pages.slice(2).map(({ status }) => status),
      [422, 422, 423, 423, 423],
    )
    for (const { html } of pages.slice(-3)) assert.match(html, /is locked/)
    const mail = await isTold(login)
    assert.match(mail, /too many wrong passwords/)
    assert.match(mail, /\/password\/forgot/)
    assert.equal(locks(id).length, 1)
    assert.equal(toldTo(login).length, 1)
  })

  it('at a name that nobody has are answered as those at any other', async () => {
    const somebody = await Person.of(server)
    const stranger = somebody.elsewhere()
    const answers = async (login: string) =>
      (await guess(stranger, 4, login)).map((page) => answerOf(page, login))
    const nobody = 'nobody-at-all@example.com'
    assert.deepEqual(await answers(nobody), await answers(somebody.account.login))
    const events = server.audit().filter(({ type }) => type === 'account_locked')
    assert.equal(events.filter((event) => !('accountId' in event)).length, 1)
  })

  it('at codes are answered as locked too, and told apart in the mail', async () => {
    const person = await Person.of(server)
    await person.addDevice('Phone')
    const { login, id } = person.account
    const elsewhere = person.elsewhere()
    await visit(elsewhere, bank)
    await elsewhere.giveName()
    await elsewhere.givePassword()
    const statuses: number[] = []
    for (let index = 0; index < 4; index += 1) {
      const page = await elsewhere.browser.submit('/code', { code: `00000${index}` })
      statuses.push(page.status)
      if (index >= 2) assert.match(page.html, /is locked/)
    }
    assert.deepEqual(statuses, [422, 422, 423, 423])
    assert.match(await isTold(login), /too many wrong codes/)
    assert.equal(locks(id).length, 1)
  })

  describe('in forms that are sent twice', () => {
    /** What comes of three wrong forms of one page, each of them sent twice, the same to the byte. */
    async function sendEachTwice(
      { browser, server: { configuration } }: Person,
      action: string,
      typed: (which: number) => Readonly<Record<string, string>>,
    ): Promise<readonly number[]> {
      const { issuer } = configuration
      const form = browser.form(action)
      const statuses: number[] = []
      for (const each of [0, 0, 1, 1, 2, 2]) {
        const { status } = await browser.send(new URL(form.action, issuer).href, {
          method: 'POST',
          body: new URLSearchParams({ ...form.fields, ...typed(each) }),
          headers: { Origin: issuer },
        })
        statuses.push(status)
      }
      return statuses
    }

    /** The second and the third time are what the first time is: only the last of the three locks. */
    const EXPECTED = [422, 422, 422, 422, 423, 423]

    it('lock no sooner, and are told once: a password', async () => {
      const person = await Person.of(server)
      const { login, id } = person.account
      const stranger = person.elsewhere()
      await visit(stranger, shop)
      await stranger.giveName()
      const typed = (which: number) => ({ login, password: `wrong ${which}` })
      assert.deepEqual(await sendEachTwice(stranger, '/password', typed), EXPECTED)
      assert.equal(locks(id).length, 1)
    })

    for (const [what, action, path, field, codes] of [
      ['a code', '/code', '', 'code', ['000000', '000001', '000002']],
      ['a recovery code', '/recovery', '/recovery', 'recovery_code', NO_CODES],
    ] as const) {
      it(`lock no sooner, and are told once: ${what}`, async () => {
        const person = await Person.of(server)
        await person.addDevice('Phone')
        await server.recoveryCodes.issue(person.account.id)
        const elsewhere = person.elsewhere()
        await visit(elsewhere, bank)
        await elsewhere.giveName()
        const { url } = await elsewhere.givePassword()
        if (path !== '') await elsewhere.browser.open(`${url}${path}`)
        const typed = (which: number) => ({ [field]: codes[which] ?? '' })
        assert.deepEqual(await sendEachTwice(elsewhere, action, typed), EXPECTED)
        assert.equal(locks(person.account.id).length, 1)
      })
    }

    it('lock no sooner, and are told once each: a code beside the right password', async () => {
      const person = await Person.of(onOnePage)
      await person.addDevice('Phone')
      const { login, id } = person.account
      const stranger = person.elsewhere()
      await visit(stranger, await relyingParty(onOnePage))
      await stranger.giveName()
      const typed = (which: number) => ({ login, password: PASSWORD, code: `00000${which}` })
      assert.deepEqual(await sendEachTwice(stranger, '/password', typed), EXPECTED)
      const told = onOnePage
        .audit()
        .flatMap((event) =>
          event.type === 'account_locked' && event.accountId === id ? [event.factor] : [],
        )
      assert.deepEqual(told.toSorted(), ['code', 'password'])
    })
  })

  it('of strangers leave the owner’s browser in, and its own lock nobody', async () => {
    const person = await Person.of(server)
    await signIn(person, shop)
    const cookie = person.browser.cookie('known_browser', server.configuration.issuer)
    const known = person.elsewhere()
    known.browser.jar.setCookieSync(`known_browser=${cookie}; Path=/`, server.configuration.issuer)
    // Its own three, of which the last is none that locks: it has the strangers' three as well.
    const pages = await guess(known, 6)
    assert.deepEqual(
      pages.slice(2).map(({ status }) => status),
      [422, 422, 422, 422, 422, 423],
    )
    assert.equal(locks(person.account.id).length, 1)
  })

  it('stand in the history', async () => {
    const person = await Person.of(server)
    await guess(person.elsewhere(), 3)
    await server.accounts.unlock(person.account.login)
    await signIn(person, shop)
    const page = await person.openAccount('/account/activity')
    assert.match(page.html, /Locked: too many wrong passwords/)
  })
})
