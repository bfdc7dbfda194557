import { strict as assert } from 'node:assert'
import { setTimeout } from 'node:timers/promises'
import type { ParsedMail } from 'mailparser'
import type { StepUpEvent } from '../../src/audit/events.ts'
import { Browser } from '../support/browser.ts'
import { commandLine } from '../support/command-line.ts'
import { linkIn } from '../support/mailbox.ts'
import { addressOf } from '../support/mail-sink.ts'
import { MAIL_INTERVAL, openMailBench, type MailBench } from '../support/mail-bench.ts'
import { Person, type Device } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { PASSWORD } from '../support/test-server.ts'
import {
  CHANGED,
  GUESSED,
  LINK,
  OFF,
  READ,
  REMOVED,
  RESET,
  SET,
  assertTold,
  type Read,
  type ToldFacts,
  type Words,
} from '../support/told.ts'
import { deviceFor } from '../support/trust.ts'
import { answer, signIn, stepOf, visit } from '../support/visit.ts'

const NEXT = keepSecret('an orchard of green apples')
/** Somebody with two devices, signed in by a fresh code of the first. */
interface Scene {
  readonly owner: Person
  readonly phone: Device
}

/** What is done with the pages of the server, and its one mail. */
const EVENTS: Readonly<Record<string, { words: Words; act: (scene: Scene) => Promise<unknown> }>> =
  {
    'a device that was added': {
      words: {
        en: ['A device was added to your account', /“Laptop” was added/],
        de: ['Ihrem Konto wurde ein Gerät hinzugefügt', /„Laptop“ wurde hinzugefügt/],
      },
      act: ({ owner, phone }) => owner.addDevice('Laptop', phone),
    },
    'a device that was removed': {
      words: REMOVED,
      act: async ({ owner }) => {
        const devices = await owner.server.authenticators.list(owner.account.id)
        const id = devices.find(({ name }) => name === 'Tablet')?.id
        await owner.openAccount(`/account/devices/${id}/remove`)
        await owner.browser.submit('/remove')
      },
    },
    'a device that was lost': {
      words: REMOVED,
      act: async ({ owner }) => {
        const devices = await owner.server.authenticators.list(owner.account.id)
        const id = devices.find(({ name }) => name === 'Tablet')?.id
        await owner.openAccount(`/account/devices/${id}/lost`)
        await owner.browser.submit('/lost?until=devices', { sessions: 'end' })
      },
    },
    'a recovery code that signed in, and how many are left': {
      words: {
        en: ['A recovery code of your account was used', /9 recovery codes are left/],
        de: [
          'Ein Wiederherstellungscode Ihres Kontos wurde benutzt',
          /Es sind noch 9 Wiederherstellungscodes übrig/,
        ],
      },
      act: async ({ owner }) => {
        const elsewhere = owner.elsewhere()
        await elsewhere.openAccount()
        const { html, url } = await elsewhere.givePassword()
        const [, href = ''] = /href="([^"]*\/recovery)"/.exec(html) ?? []
        await elsewhere.browser.open(new URL(href, url).href)
        const [code = ''] = owner.recoveryCodes
        assert.equal(stepOf(await elsewhere.giveRecoveryCode(code)), 'continue')
      },
    },
    'recovery codes that were made anew': {
      words: {
        en: ['Your account has new recovery codes', /you saved before no longer work/],
        de: ['Ihr Konto hat neue Wiederherstellungscodes', /bisher gespeicherten gelten nicht/],
      },
      act: async ({ owner }) => {
        const page = await owner.openAccount('/account/recovery-codes/new')
        await owner.browser.submit(page.forms[0]?.action ?? '')
      },
    },
    'a password that was changed in the account': {
      words: CHANGED,
      act: async ({ owner, phone }) => {
        owner.server.advance(30)
        await owner.openAccount('/account/password')
        const fields = { password: PASSWORD, new_password: NEXT, code: phone.code() }
        assert.equal((await owner.browser.submit('/account/password', fields)).status, 200)
      },
    },
  }

/** Seconds for which a mail about wrong codes waits for a right one. */
const HELD = 600

/** At a browser of their own, somebody with the password tries so many codes that are wrong. */
async function guess(owner: Person, phone: Device, times: number): Promise<void> {
  const stranger = owner.elsewhere()
  await stranger.openAccount()
  await stranger.givePassword()
  for (let count = 0; count < times; count += 1) {
    // Beyond what repeated failures make one wait, up to the fifth of them.
    owner.server.advance(60)
    assert.equal(stepOf(await stranger.giveCode(phone.code(count + 100))), 'code')
  }
}

/** That somebody asked for a link to an account that could not be mailed one. */
const isRefusedLink = (event: StepUpEvent, { account }: Person): boolean =>
  event.type === 'password_reset_asked' &&
  event.accountId === account.id &&
  event.refused !== undefined

describe('what happens to an account is told by mail', () => {
  let bench: MailBench
  let shop: RelyingParty
  before(async () => {
    bench = await openMailBench()
    shop = await relyingParty(bench.server)
    // Somebody else, who is to hear of nothing.
    await (await Person.of(bench.server, 'bystander@example.com')).addDevice('Phone')
  })
  after(async () => bench.close())

  async function somebody(language: Read, login?: string): Promise<Scene> {
    const owner = await Person.of(bench.server, login)
    await bench.server.accounts.setLanguage(owner.account.id, language)
    const phone = await owner.addDevice('Phone')
    await deviceFor(owner, 'Tablet')
    return { owner, phone }
  }

  /** All that anybody is mailed by what is done here. */
  async function mailsOf(act: () => Promise<unknown>): Promise<readonly ParsedMail[]> {
    await bench.emptied()
    bench.sink.clear()
    await act()
    await bench.emptied()
    return [...bench.sink.mails]
  }

  const facts = (): ToldFacts => ({
    at: [bench.server.now()],
    issuer: bench.server.configuration.issuer,
  })

  for (const [what, { words, act }] of Object.entries(EVENTS)) {
    for (const language of READ) {
      it(`once, to its owner alone, in their language (${language}): ${what}`, async () => {
        const scene = await somebody(language)
        const mails = await mailsOf(() => act(scene))
        assertTold(mails, scene.owner, language, [words], facts())
      })
    }
  }

  for (const language of READ) {
    it(`turning it off, and each device that goes with it, once (${language})`, async () => {
      const { owner } = await somebody(language)
      const mails = await mailsOf(async () => {
        await owner.openAccount('/account/turn-off')
        await owner.browser.submit('/turn-off')
      })
      const gone = mails.filter(({ subject }) => subject === REMOVED[language][0])
      const names = gone.map(({ text }) => /[“„](.*?)[”“]/.exec(text ?? '')?.[1] ?? '')
      assert.deepEqual(names.toSorted(), ['Phone', 'Tablet'])
      assert.ok(gone.every((mail) => addressOf(mail) === owner.account.login))
      const others = mails.filter((mail) => !gone.includes(mail))
      assertTold(others, owner, language, [OFF], facts())
    })

    it(`a link for another password, and the password that it set, once each (${language})`, async () => {
      const { owner } = await somebody(language)
      const browser = new Browser()
      let link = ''
      const asked = await mailsOf(async () => {
        await browser.open(`${bench.server.configuration.issuer}/password/forgot`)
        await browser.submit('/password/forgot', { login: owner.account.login })
        const [mail] = await bench.sink.taken(1)
        assert.ok(mail)
        link = linkIn(mail)
      })
      assertTold(asked, owner, language, [LINK], facts())
      const set = await mailsOf(async () => {
        await browser.open(link)
        await browser.submit('/password/reset', { new_password: NEXT })
      })
      assertTold(set, owner, language, [CHANGED], facts())
    })
  }

  describe('when codes are wrong in a row after the right password', () => {
    /** What is mailed when the time has passed for which such a mail is held. */
    const toldLater = (act: () => Promise<unknown>): Promise<readonly ParsedMail[]> =>
      mailsOf(async () => {
        await act()
        bench.server.advance(HELD)
      })
    const told = async (act: () => Promise<unknown>): Promise<number> =>
      (await toldLater(act)).filter(({ subject }) => subject === GUESSED.en[0]).length

    for (const language of READ) {
      it(`once, to its owner alone, in their language (${language})`, async () => {
        const { owner, phone } = await somebody(language)
        const mails = await toldLater(() => guess(owner, phone, 3))
        const at = [bench.server.now() - HELD * 1000]
        assertTold(mails, owner, language, [GUESSED], { ...facts(), at })
      })
    }

    it('not before the third, and once an hour, however many follow', async () => {
      const { owner, phone } = await somebody('en')
      assert.equal(await told(() => guess(owner, phone, 2)), 0)
      assert.equal(await told(() => guess(owner, phone, 1)), 1)
      assert.equal(await told(() => guess(owner, phone, 4)), 0)
      bench.server.advance(3600)
      assert.equal(await told(() => guess(owner, phone, 3)), 1)
    })

    it('counted anew from a code that was right', async () => {
      const { owner, phone } = await somebody('en')
      const count = await told(async () => {
        await guess(owner, phone, 2)
        await signIn(owner.elsewhere(), shop, {}, phone)
        await guess(owner, phone, 2)
      })
      assert.equal(count, 0)
      assert.equal(await told(() => guess(owner, phone, 1)), 1)
    })

    it('not by who does not know the password', async () => {
      const { owner } = await somebody('en')
      const stranger = owner.elsewhere()
      await visit(stranger, shop)
      const mails = await mailsOf(async () => {
        for (let count = 0; count < 4; count += 1) {
          await stranger.givePassword('not the password', { code: '000000' })
        }
      })
      assert.deepEqual(mails, [])
    })
  })

  describe('also what an administrator does by a command', () => {
    const { run, runProcess } = commandLine()
    const COMMANDS = [
      { args: ['devices', 'reset', '--yes'], words: RESET, input: '' },
      { args: ['accounts', 'set-password'], words: SET, input: `${NEXT}\n` },
    ] as const

    for (const { args, words, input } of COMMANDS) {
      for (const language of READ) {
        it(`${args.join(' ')} (${language})`, async () => {
          const { owner } = await somebody(language)
          const began = Date.now()
          const mails = await mailsOf(async () => {
            // In one language as an administrator does: in another process than the server's.
            const start = language === 'en' ? runProcess : run
            const result = await start([...args, owner.account.login], {
              input,
              env: { OIDC_STEP_UP_DATA_DIR: bench.folder },
            })
            assert.equal(result.code, 0, result.stderr)
            assert.match(result.stdout, /the owner is notified by mail/)
            // The command has the time of the machine, and the server the one of the test.
            while (bench.server.now() < Date.now()) bench.server.advance(30)
            await setTimeout(2 * MAIL_INTERVAL)
          })
          const at = [began, Date.now()]
          assertTold(mails, owner, language, [words], { ...facts(), at, byOperator: true })
        })
      }
    }
  })

  it('with the device whose code was given, where one was', async () => {
    const { owner, phone } = await somebody('en')
    const [mail] = await mailsOf(() => owner.addDevice('Laptop', phone))
    assert.match(mail?.text ?? '', /Code from: Phone\n/)
    const [other] = await mailsOf(async () => {
      owner.server.advance(30)
      await owner.openAccount('/account/password')
      const [code] = owner.recoveryCodes
      const fields = { password: PASSWORD, new_password: NEXT, code: code ?? '' }
      assert.equal((await owner.browser.submit('/account/password', fields)).status, 200)
    })
    assert.doesNotMatch(other?.text ?? '', /Code from/)
  })

  it('to the address of the account, where it has another one than its login', async () => {
    const scene = await somebody('en')
    const { id } = scene.owner.account
    assert.equal(await bench.server.accounts.setEmail(id, 'elsewhere@example.com'), 'changed')
    const mails = await mailsOf(() => scene.owner.addDevice('Laptop', scene.phone))
    assert.deepEqual(mails.map(addressOf), ['elsewhere@example.com'])
  })

  it('to nobody, where an account has no address, and nothing fails', async () => {
    const mails = await mailsOf(async () => {
      const { owner, phone } = await somebody('en', 'nobody-in-particular')
      await owner.addDevice('Laptop', phone)
      await guess(owner, phone, 3)
      await owner.openAccount('/account/turn-off')
      await answer(owner, owner.browser.page, phone)
      const page = await owner.browser.submit('/turn-off')
      assert.match(page.html, /Two-factor authentication is off/)
      assert.deepEqual(await bench.server.authenticators.list(owner.account.id), [])
      const browser = new Browser()
      await browser.open(`${bench.server.configuration.issuer}/password/forgot`)
      await browser.submit('/password/forgot', { login: owner.account.login })
      while (!bench.server.audit().some((event) => isRefusedLink(event, owner))) {
        await setTimeout(MAIL_INTERVAL)
      }
    })
    assert.deepEqual(mails, [])
    assert.ok(bench.server.log().every(({ level }) => Number(level) < 50))
  })
})
