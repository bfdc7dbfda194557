import { strict as assert } from 'node:assert'
import { createRecoveryCode } from '../../src/methods/recovery-codes/index.ts'
import type { SealedPage } from '../../src/kernel/sealing/sealed-secrets.ts'
import { openStore } from '../../src/server/open-store.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { Person } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { PASSWORD, openTestServer, type TestServer } from '../support/test-server.ts'
import { deviceFor } from '../support/trust.ts'
import { visit } from '../support/visit.ts'

type Fields = Readonly<Record<string, string>>

/** A form of a sign-in as it stands in a browser, which can be sent again and again. */
interface Sending {
  readonly person: Person
  /** The form of one page, with this in it: sent twice, it is the same to the byte. */
  send(fields: Fields): Promise<{ readonly status: number; readonly error: string | undefined }>
  /** Another page of the same. */
  again(): Promise<Sending>
}

/** Such as might be somebody's. */
const NO_CODES = Array.from({ length: 8 }, createRecoveryCode)

const STORES = { SQLite: undefined, Redis: openSharedRedis } as const

for (const [store, start] of Object.entries(STORES))
  describe(`a wrong guess at sign-in that is sent twice (${store})`, () => {
    let redis: SharedRedis | undefined
    let server: TestServer
    let onOnePage: TestServer
    const parties = new Map<TestServer, RelyingParty>()
    before(async () => {
      redis = await start?.()
      const url = new Secret(redis?.url ?? '')
      const common = redis ? { store: { kind: 'redis', url } as const } : {}
      server = await openTestServer(common)
      onOnePage = await openTestServer({ ...common, signInPage: 'email-first-with-code' })
      for (const one of [server, onOnePage]) parties.set(one, await relyingParty(one))
    })
    after(async () => {
      await server.close()
      await onOnePage.close()
      await redis?.close()
    })

    function formOn(person: Person, action: string, page: () => Promise<unknown>): Sending {
      const { issuer } = person.server.configuration
      const form = person.browser.form(action)
      return {
        person,
        async send(fields) {
          const response = await person.browser.send(new URL(form.action, issuer).href, {
            method: 'POST',
            body: new URLSearchParams({ ...form.fields, ...fields }),
            headers: { Origin: issuer },
          })
          const html = await response.text()
          const [, error] = /<p class="error"[\s\S]*?<span>([\s\S]*?)<\/span>/.exec(html) ?? []
          return { status: response.status, error }
        },
        async again() {
          await page()
          return formOn(person, action, page)
        },
      }
    }

    async function atPassword(on: TestServer, owner: Person): Promise<Sending> {
      const person = owner.elsewhere()
      const open = async () => {
        await visit(person, parties.get(on)!)
        return person.giveName()
      }
      await open()
      return formOn(person, '/password', open)
    }

    async function withPhone(on: TestServer): Promise<Person> {
      const owner = await Person.of(on)
      await deviceFor(owner)
      return owner
    }

    /** Forms that are sent with something wrong in them; each wrong thing is another one. */
    const FORMS = {
      async 'a password'() {
        const sending = await atPassword(server, await Person.of(server))
        const { login } = sending.person.account
        const typed = (guess: number) => ({ login, password: `${PASSWORD} ${guess}` })
        return { sending, typed, type: 'password', outcome: 'rejected' }
      },
      async 'a code'() {
        const sending = await atPassword(server, await withPhone(server))
        const { person } = sending
        await person.givePassword()
        const open = () => person.browser.open(person.browser.page.url)
        const typed = (guess: number) => ({ code: `00000${guess}` })
        return { sending: formOn(person, '/code', open), typed, type: 'code', outcome: 'mismatch' }
      },
      async 'a recovery code'() {
        const sending = await atPassword(server, await withPhone(server))
        const { person } = sending
        await server.recoveryCodes.issue(person.account.id)
        await person.givePassword()
        const url = `${person.browser.page.url}/recovery`
        const open = () => person.browser.open(url)
        await open()
        const typed = (guess: number) => ({ recovery_code: NO_CODES[guess] ?? '' })
        const form = formOn(person, '/recovery', open)
        return { sending: form, typed, type: 'recovery_code', outcome: 'mismatch' }
      },
      async 'a password beside a code'() {
        const sending = await atPassword(onOnePage, await withPhone(onOnePage))
        const { login } = sending.person.account
        const typed = (guess: number) => ({
          login,
          password: `${PASSWORD} ${guess}`,
          code: '000000',
        })
        return { sending, typed, type: 'password', outcome: 'rejected' }
      },
      async 'a code beside the password'() {
        const sending = await atPassword(onOnePage, await withPhone(onOnePage))
        const { login } = sending.person.account
        const typed = (guess: number) => ({ login, password: PASSWORD, code: `00000${guess}` })
        return { sending, typed, type: 'code', outcome: 'mismatch' }
      },
    } as const

    const wrong = ({ person }: Sending, type: string, outcome: string): number =>
      person.server
        .audit()
        .filter(
          (event) =>
            event.type === type &&
            'outcome' in event &&
            event.outcome === outcome &&
            'accountId' in event &&
            event.accountId === person.account.id,
        ).length

    for (const [what, prepare] of Object.entries(FORMS)) {
      it(`counts once and is answered as the first time, one after the other: ${what}`, async () => {
        const { sending, typed, type, outcome } = await prepare()
        const first = await sending.send(typed(0))
        assert.equal(first.status, 422)
        assert.ok(first.error)
        for (let time = 0; time < 7; time += 1) {
          assert.deepEqual(await sending.send(typed(0)), first)
        }
        assert.equal(wrong(sending, type, outcome), 1)
        // Four more are let through, as after one.
        for (let guess = 1; guess < 5; guess += 1) {
          assert.equal((await sending.send(typed(guess))).status, 422)
        }
        assert.equal(wrong(sending, type, outcome), 5)
        // The last of them as well, though nothing new is looked at by now.
        assert.deepEqual(await sending.send(typed(4)), first)
        assert.deepEqual(await sending.send(typed(0)), first)
        const other = await sending.send(typed(5))
        assert.notDeepEqual(other, first)
      })

      it(`counts once, at the same time: ${what}`, async () => {
        const { sending, typed, type, outcome } = await prepare()
        const answers = await Promise.all([0, 0, 0].map((guess) => sending.send(typed(guess))))
        for (const { status } of answers) assert.equal(status, 422)
        assert.equal(wrong(sending, type, outcome), 1)
        for (let guess = 1; guess < 5; guess += 1) {
          assert.equal((await sending.send(typed(guess))).status, 422)
        }
      })

      it(`counts again from another page: ${what}`, async () => {
        const { sending, typed, type, outcome } = await prepare()
        await sending.send(typed(0))
        const next = await sending.again()
        assert.equal((await next.send(typed(0))).status, 422)
        assert.equal(wrong(sending, type, outcome), 2)
      })
    }

    it('counts again in the next time step, where a code may have become right', async () => {
      const { sending, typed } = await FORMS['a code']()
      for (let step = 1; step <= 3; step += 1) {
        await sending.send(typed(0))
        assert.equal((await sending.send(typed(0))).status, 422)
        assert.equal(wrong(sending, 'code', 'mismatch'), step)
        server.advance(30)
      }
    })

    it('tells on one page by no answer whether the password was right', async () => {
      const told = []
      for (const prepare of [
        FORMS['a password beside a code'],
        FORMS['a code beside the password'],
      ]) {
        const { sending, typed } = await prepare()
        const answers = []
        // Each of them twice, beyond the wait, and those before once more.
        for (const guess of [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 0, 3, 4]) {
          answers.push(await sending.send(typed(guess)))
        }
        told.push(answers)
      }
      assert.deepEqual(told[0], told[1])
    })

    it('is none where a fault keeps the code beside the right password from being looked at', async () => {
      const owner = await withPhone(onOnePage)
      const own = await openStore(onOnePage.configuration)
      for (let after: string | undefined = ''; after !== undefined;) {
        const page: SealedPage = await own.sealed.list(after === '' ? undefined : after, 100)
        for (const record of page.records) {
          if (record.accountId !== owner.account.id) continue
          const bytes = Uint8Array.from(record.sealed.bytes, (byte) => byte ^ 1)
          assert.ok(await own.sealed.reseal(record, { ...record.sealed, bytes }))
        }
        after = page.next
      }
      await own.close()
      const sending = await atPassword(onOnePage, owner)
      const { login } = owner.account
      for (let guess = 0; guess < 8; guess += 1) {
        const { status } = await sending.send({ login, password: PASSWORD, code: `00000${guess}` })
        assert.equal(status, 500)
      }
    })
  })
