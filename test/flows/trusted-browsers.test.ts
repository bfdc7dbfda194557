import { strict as assert } from 'node:assert'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as client from 'openid-client'
import { openSqliteStore, type SqliteStore } from '../../src/stores/sqlite/open-sqlite-store.ts'
import { databaseOf } from '../support/database-of.ts'
import { Person, type Device } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { PASSWORD, openTestServer, testServer, type TestServer } from '../support/test-server.ts'
import {
  deviceFor,
  forgetSession,
  giveCodeAndTrust,
  offerOn,
  trustCookies,
  trustHere,
} from '../support/trust.ts'
import { signIn, silently, stepOf, visit } from '../support/visit.ts'

const ONE = 'urn:step-up:1fa'
const TWO = 'urn:step-up:2fa'
const DAY = 86_400
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

describe('a trusted browser', () => {
  const server = testServer()
  let shop: RelyingParty
  let bank: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
    bank = await relyingParty(server(), 'bank')
  })

  /** Somebody with a device, at a browser that is trusted, in no session. */
  async function trusting(at: TestServer = server()): Promise<{ person: Person; phone: Device }> {
    const person = await Person.of(at)
    const phone = await deviceFor(person)
    await trustHere(person, at === server() ? shop : await relyingParty(at), phone)
    forgetSession(person)
    return { person, phone }
  }

  /** The database, as another program sees it. */
  async function withStore<T>(look: (store: SqliteStore) => Promise<T>): Promise<T> {
    const store = openSqliteStore({ path: databaseOf(server().configuration) })
    try {
      return await look(store)
    } finally {
      store.close()
    }
  }

  /** What a sign-in with the password alone ends with: an answer, or a code that is asked for. */
  async function afterPassword(person: Person, password = PASSWORD, party = shop) {
    await visit(person, party)
    const page = await person.givePassword(password)
    return page.arrived?.has('code') ? 'signed in' : stepOf(page)
  }

  describe('is offered', () => {
    it('where the everyday code is asked for: unticked, with its time and a warning', async () => {
      const person = await Person.of(server())
      await deviceFor(person)
      await visit(person, shop)
      const page = await person.givePassword()
      assert.doesNotMatch(offerOn(page) ?? 'absent', /checked|absent/)
      assert.match(page.html, /Don’t ask for a code on this browser for 30 days/)
      assert.match(page.html, /Not on a computer that others use/)
    })

    it('and stays as it was chosen when the code was wrong', async () => {
      const person = await Person.of(server())
      await deviceFor(person)
      await visit(person, shop)
      await person.givePassword()
      const wrong = await person.browser.submit('/code', { code: '000000', trust: 'yes' })
      assert.match(offerOn(wrong) ?? '', / checked/)
      assert.deepEqual(trustCookies(person), [])
      assert.doesNotMatch(offerOn(await person.giveCode('000000')) ?? '', / checked/)
    })

    it('where an application asks besides, once the password is known', async () => {
      const person = await Person.of(server())
      const phone = await deviceFor(person)
      const { claims } = await trustHere(person, shop, phone, essentialAcr(TWO))
      assert.deepEqual([claims.acr, claims.amr], [TWO, ['pwd', 'otp', 'mfa']])
    })

    it('in a session that has the password alone, as after it was forgotten', async () => {
      const { person, phone } = await trusting()
      assert.equal((await signIn(person, shop)).claims.acr, ONE)
      for (const { key } of trustCookies(person)) {
        person.browser.jar.setCookieSync(
          `${key}=; Max-Age=0; Path=/`,
          server().configuration.issuer,
        )
      }
      const { page } = await visit(person, shop)
      assert.ok(offerOn(page))
      assert.ok((await giveCodeAndTrust(person, phone)).arrived?.has('code'))
      assert.equal(trustCookies(person).length, 1)
    })

    it('not in a step-up, and is not had there by sending the field', async () => {
      const { person, phone } = await trusting()
      await signIn(person, shop)
      for (const [party, parameters] of [
        [shop, essentialAcr(TWO)],
        [bank, { max_age: '60' }],
        [shop, { acr_values: TWO, max_age: '60' }],
      ] as const) {
        server().advance(120)
        const before = trustCookies(person).map(({ value }) => value)
        const { page } = await visit(person, party, parameters)
        assert.equal(stepOf(page), 'code')
        assert.equal(offerOn(page), undefined)
        assert.ok((await giveCodeAndTrust(person, phone)).arrived?.has('code'))
        assert.deepEqual(
          trustCookies(person).map(({ value }) => value),
          before,
        )
      }
    })

    it('not where only max_age finds the everyday code too old', async () => {
      const person = await Person.of(server())
      const phone = await deviceFor(person)
      await signIn(person, shop, {}, phone)
      server().advance(120)
      const { page } = await visit(person, shop, { max_age: '60' })
      assert.equal(stepOf(page), 'code')
      assert.equal(offerOn(page), undefined)
    })

    it('not without the box: a code alone trusts no browser', async () => {
      const person = await Person.of(server())
      const phone = await deviceFor(person)
      await signIn(person, shop, {}, phone)
      assert.deepEqual(trustCookies(person), [])
      forgetSession(person)
      assert.equal(await afterPassword(person), 'code')
    })
  })

  it('is spared the everyday code, and the claims say that there was none', async () => {
    const { person } = await trusting()
    const { claims } = await signIn(person, shop)
    assert.deepEqual([claims.acr, claims.amr], [ONE, ['pwd']])
    assert.equal(claims.auth_time, server().now() / 1000)
    assert.equal(await afterPassword(person.elsewhere()), 'code')
  })

  it('is known by a cookie that no script reads, which ends with the trust', async () => {
    const { person } = await trusting()
    const [cookie, ...others] = trustCookies(person)
    assert.ok(cookie)
    assert.equal(others.length, 0)
    assert.deepEqual(
      [cookie.httpOnly, cookie.sameSite, cookie.path, cookie.secure, cookie.hostOnly],
      [true, 'lax', '/', false, true],
    )
    assert.equal(Number(cookie.expiryTime()), server().now() + 30 * DAY * 1000)
    assert.ok(!cookie.key.includes(person.account.id))
  })

  it('has a secret that stands nowhere in the database', async () => {
    const { person } = await trusting()
    const [id = '', secret = ''] = trustCookies(person)[0]?.value.split('.') ?? []
    const path = databaseOf(server().configuration)
    const stored = [path, `${path}-wal`].map((file) => readFileSync(file).toString('latin1')).join()
    assert.ok(stored.includes(id))
    assert.ok(!stored.includes(secret))
    assert.ok(!stored.includes(Buffer.from(secret, 'base64url').toString('latin1')))
  })

  it('is written into the audit trail, without its secret', async () => {
    const { person } = await trusting()
    const [id = '', secret = ''] = trustCookies(person)[0]?.value.split('.') ?? []
    const event = server()
      .audit()
      .find((one) => one.type === 'browser_trusted' && one.accountId === person.account.id)
    assert.ok(event?.type === 'browser_trusted')
    assert.equal(event.browser, id)
    assert.ok(!JSON.stringify(server().audit()).includes(secret))
  })

  describe('spares nothing but the everyday code:', () => {
    for (const [what, clientId, parameters] of [
      ['acr_values', 'shop', { acr_values: TWO }],
      ['an essential acr', 'shop', essentialAcr(TWO)],
      ['the client’s floor', 'bank', {}],
      ['the client’s default acr_values', 'club', {}],
      ['the floor, whatever the request says', 'bank', { acr_values: ONE }],
      ['the floor under prompt=login', 'bank', { prompt: 'login' }],
    ] as const) {
      it(`${what}: at a sign-in and in its session`, async () => {
        const { person, phone } = await trusting()
        const party = await relyingParty(server(), clientId)
        const { request } = await visit(person, party, parameters)
        const page = await person.givePassword()
        assert.equal(stepOf(page), 'code')
        assert.equal(offerOn(page), undefined)
        server().advance(30)
        const { claims } = await request.finish((await person.giveCode(phone.code())).arrived)
        assert.deepEqual([claims.acr, claims.amr], [TWO, ['pwd', 'otp', 'mfa']])

        forgetSession(person)
        assert.equal((await signIn(person, shop)).claims.acr, ONE)
        const again = await visit(person, party, parameters)
        const asked = stepOf(again.page) === 'password' ? await person.givePassword() : again.page
        assert.equal(stepOf(asked), 'code')
      })
    }

    it('max_age, where the second class is demanded', async () => {
      const { person, phone } = await trusting()
      await signIn(person, shop, essentialAcr(TWO), phone)
      server().advance(120)
      const asked = { ...essentialAcr(TWO), max_age: '60' }
      assert.equal(await silently(person, shop, asked), 'login_required')
      assert.equal(stepOf((await visit(person, shop, asked)).page), 'code')
    })

    it('max_age and nothing else: the password, which is all that was proved', async () => {
      const { person } = await trusting()
      await signIn(person, shop)
      server().advance(120)
      const { request, page } = await visit(person, shop, { max_age: '60' })
      assert.equal(stepOf(page), 'password')
      const { claims } = await request.finish((await person.givePassword()).arrived)
      assert.deepEqual([claims.acr, claims.auth_time], [ONE, server().now() / 1000])
    })

    it('the password, under prompt=login too', async () => {
      const { person } = await trusting()
      await signIn(person, shop)
      const { request, page } = await visit(person, shop, { prompt: 'login' })
      assert.equal(stepOf(page), 'password')
      assert.equal((await person.givePassword('wrong')).status, 422)
      const { claims } = await request.finish((await person.givePassword()).arrived)
      assert.deepEqual([claims.acr, claims.amr], [ONE, ['pwd']])
    })

    it('what the account’s own pages take to change it', async () => {
      const { person } = await trusting()
      assert.equal(stepOf(await person.openAccount()), 'password')
      assert.equal((await person.givePassword()).heading, 'Two-factor authentication')
      const [device] = await server().authenticators.list(person.account.id)
      for (const path of ['add', `${device?.id}/rename`, `${device?.id}/remove`]) {
        const page = await person.openAccount(`/account/devices/${path}`)
        assert.equal(stepOf(page), 'code', path)
        assert.equal(offerOn(page), undefined)
      }
    })
  })

  it('answers prompt=none in its session, to those who do not ask for more', async () => {
    const { person } = await trusting()
    await signIn(person, shop)
    assert.equal(await silently(person, shop), undefined)
    assert.equal(await silently(person, shop, { acr_values: ONE }), undefined)
    assert.equal(await silently(person, shop, essentialAcr(TWO)), 'interaction_required')
    assert.equal(await silently(person, bank), 'interaction_required')
    // The session is worth no more than it is: not in a browser that is not trusted.
    const session = person.browser.cookie('step_up_session', server().configuration.issuer) ?? ''
    const signature =
      person.browser.cookie('step_up_session.sig', server().configuration.issuer) ?? ''
    const elsewhere = person.elsewhere()
    for (const [name, value] of [
      ['step_up_session', session],
      ['step_up_session.sig', signature],
    ]) {
      const cookie = `${name}=${value}; Path=/`
      elsewhere.browser.jar.setCookieSync(cookie, server().configuration.issuer)
    }
    assert.equal(await silently(elsewhere, shop), 'interaction_required')
  })

  it('ends when it was said to, though it was used every day', async () => {
    const { person } = await trusting()
    for (const days of [10, 10, 9]) {
      server().advance(days * DAY)
      forgetSession(person)
      assert.equal(await afterPassword(person), 'signed in')
    }
    // The browser of the tests goes by another clock, and goes on showing the cookie.
    assert.equal(trustCookies(person).length, 1)
    server().advance(DAY)
    assert.equal(await silently(person, shop), 'interaction_required')
    forgetSession(person)
    assert.equal(await afterPassword(person), 'code')
  })

  it('tells when it was last used: a sign-in counts once, its session no more', async () => {
    const { person } = await trusting()
    const lastUsed = () =>
      withStore(async ({ trustedBrowsers }) => {
        const known = await trustedBrowsers.list(person.account.id, server().now())
        return known.map(({ lastUsedAt }) => lastUsedAt)
      })
    server().advance(600)
    await signIn(person, shop)
    const used = server().now()
    assert.deepEqual(await lastUsed(), [used])
    server().advance(600)
    assert.equal(await silently(person, shop), undefined)
    assert.ok((await visit(person, shop)).page.arrived)
    await person.openAccount()
    assert.deepEqual(await lastUsed(), [used])
    forgetSession(person)
    await visit(person, bank)
    await person.givePassword()
    // What was spared nothing was not used.
    assert.deepEqual(await lastUsed(), [used])
  })

  it('is of no use to another account: a cookie that was stolen, or put under its name', async () => {
    const { person: victim } = await trusting()
    const { person: thief } = await trusting()
    const [stolen] = trustCookies(victim)
    const [own] = trustCookies(thief)
    assert.ok(stolen && own)
    const { issuer } = server().configuration
    const other = new Person(server(), thief.account)
    other.browser.jar.setCookieSync(`${own.key}=${stolen.value}; Path=/`, issuer)
    assert.equal(await afterPassword(other), 'code')
    const third = new Person(server(), thief.account)
    third.browser.jar.setCookieSync(`${stolen.key}=${stolen.value}; Path=/`, issuer)
    assert.equal(await afterPassword(third), 'code')
    assert.equal(await afterPassword(thief), 'signed in')
  })

  describe('is one no more after', () => {
    const changes: Readonly<Record<string, (person: Person) => Promise<unknown>>> = {
      'a device was added': (person) => deviceFor(person, 'Further'),
      'a device was removed': async ({ account }) => {
        const [first] = await server().authenticators.list(account.id)
        assert.ok(first && (await server().authenticators.remove(account.id, first.id)))
      },
      'a device was added and removed again': async (person) => {
        const before = await server().authenticators.list(person.account.id)
        await deviceFor(person, 'Short-lived')
        const after = await server().authenticators.list(person.account.id)
        const added = after.find(({ id }) => before.every((known) => known.id !== id))
        assert.ok(added && (await server().authenticators.remove(person.account.id, added.id)))
      },
      'its recovery codes were made anew': ({ account }) =>
        server().recoveryCodes.regenerate(account.id),
      'its recovery codes were taken away': ({ account }) =>
        server().recoveryCodes.remove(account.id),
      'a new password': ({ account }) => server().accounts.setPassword(account.id, PASSWORD),
      'its being disabled and enabled again': async ({ account }) => {
        await server().accounts.disable(account.id)
        await server().accounts.enable(account.id)
      },
      'a reset by an administrator, and new devices': async (person) => {
        await withStore(async (store) => {
          await store.authenticators.removeAll(person.account.id)
          await store.accounts.voidProofs(person.account.id, server().now())
        })
        await deviceFor(person, 'New')
      },
    }
    for (const [change, make] of Object.entries(changes)) {
      it(change, async () => {
        const person = await Person.of(server())
        await server().recoveryCodes.issue(person.account.id)
        await deviceFor(person, 'Tablet')
        const phone = await deviceFor(person)
        await trustHere(person, shop, phone)
        forgetSession(person)
        assert.equal(await afterPassword(person), 'signed in')
        server().advance(1)
        await make(person)
        forgetSession(person)
        assert.equal(await afterPassword(person), 'code')
      })
    }
  })

  for (const [change, make] of Object.entries({
    'a device got another name': async ({ account }: Person) => {
      const [device] = await server().authenticators.list(account.id)
      assert.ok(device)
      const renamed = await server().authenticators.rename(account.id, device.id, 'Renamed')
      assert.equal(renamed, 'renamed')
    },
    'a recovery code was used': async ({ account }: Person) => {
      const shown = await server().recoveryCodes.show(account.id)
      const code = keepSecret(shown?.codes[0]?.code.reveal() ?? '')
      const { outcome } = await server().recoveryCodes.verify(account.id, code)
      assert.equal(outcome, 'accepted')
    },
    'a device waits for its first code': async ({ account }: Person) => {
      const { outcome } = await server().authenticators.begin(account.id, 'Pending')
      assert.equal(outcome, 'begun')
    },
    'a first code was wrong': async ({ account }: Person) => {
      const begun = await server().authenticators.begin(account.id, 'Pending')
      assert.equal(begun.outcome, 'begun')
      await server().authenticators.confirm(account.id, begun.id, '000000')
    },
  })) {
    it(`is one still after ${change}`, async () => {
      const person = await Person.of(server())
      await server().recoveryCodes.issue(person.account.id)
      const phone = await deviceFor(person)
      await trustHere(person, shop, phone)
      await make(person)
      forgetSession(person)
      assert.equal(await afterPassword(person), 'signed in')
    })
  }

  it('serves the accounts of a family, each by a cookie of its own, and five at the most', async () => {
    const family = new Person(server(), await server().addAccount())
    const members: { person: Person; phone: Device }[] = []
    for (let count = 0; count < 6; count += 1) {
      const account = await server().addAccount()
      const person = new Person(server(), account, family.browser.tab())
      const phone = await deviceFor(person)
      await trustHere(person, shop, phone)
      forgetSession(person)
      members.push({ person, phone })
    }
    assert.equal(trustCookies(family).length, 5)
    const [first, ...others] = members
    assert.ok(first)
    for (const { person } of others) {
      assert.equal(await afterPassword(person), 'signed in')
      forgetSession(person)
    }
    assert.equal(await afterPassword(first.person), 'code')
  })

  it('lets a television in as it lets itself in, and spares no code that one asks for', async () => {
    const tv = await openTestServer({
      clients: [
        {
          client_id: 'tv',
          client_secret: keepSecret('a-secret-of-the-television'),
          redirect_uris: [],
          response_types: [],
          grant_types: [DEVICE_GRANT],
          first_party: true,
        },
        ...server().configuration.clients.filter(({ client_id: id }) => id === 'shop'),
      ],
    })
    try {
      const { person, phone } = await trusting(tv)
      const party = await client.discovery(
        new URL(tv.configuration.issuer),
        'tv',
        { id_token_signed_response_alg: 'ES256' },
        client.ClientSecretBasic('a-secret-of-the-television'),
        { execute: [client.allowInsecureRequests] },
      )
      const connect = async (parameters: Record<string, string>) => {
        const asked = await client.initiateDeviceAuthorization(party, {
          scope: 'openid',
          ...parameters,
        })
        keepSecret(asked.device_code)
        await person.browser.open(asked.verification_uri)
        await person.browser.submit('/device', { user_code: asked.user_code })
        await person.browser.submit('/device')
        const claims = async () =>
          (
            await client.genericGrantRequest(party, DEVICE_GRANT, {
              device_code: asked.device_code,
            })
          ).claims()
        return { claims }
      }
      const plain = await connect({})
      assert.equal((await person.givePassword()).heading, 'Connected')
      const told = await plain.claims()
      assert.deepEqual([told?.['acr'], told?.['amr']], [ONE, ['pwd']])

      const demanding = await connect({ acr_values: TWO })
      assert.equal(stepOf(person.browser.page), 'code')
      assert.equal(offerOn(person.browser.page), undefined)
      tv.advance(30)
      assert.equal((await person.giveCode(phone.code())).heading, 'Connected')
      assert.equal((await demanding.claims())?.['acr'], TWO)
    } finally {
      await tv.close()
    }
  })

  describe('where every account has to have a second factor', () => {
    const strict = testServer({ secondFactorRequired: true })

    it('is offered and spared likewise; whoever has none enrols, whatever the browser shows', async () => {
      const party = await relyingParty(strict())
      const { person } = await trusting(strict())
      assert.equal((await signIn(person, party)).claims.acr, ONE)
      const newcomer = new Person(strict(), await strict().addAccount(), person.browser.tab())
      forgetSession(person)
      await visit(newcomer, party)
      assert.equal(stepOf(await newcomer.givePassword()), 'device')
    })
  })

  describe('where no account is asked every day', () => {
    const lenient = testServer({ secondFactorWhenEnrolled: false })

    it('is not offered: there is nothing to spare', async () => {
      const party = await relyingParty(lenient())
      const person = await Person.of(lenient())
      const phone = await deviceFor(person)
      await visit(person, party, { acr_values: TWO })
      const page = await person.givePassword()
      assert.equal(stepOf(page), 'code')
      assert.equal(offerOn(page), undefined)
      assert.ok((await giveCodeAndTrust(person, phone)).arrived?.has('code'))
      assert.deepEqual(trustCookies(person), [])
    })
  })

  it('is none where the operator turns it off, and what was trusted before is none either', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
    const on = await openTestServer({}, { folder })
    const { person, phone } = await trusting(on)
    await on.close()
    const off = await openTestServer({ trustedBrowsers: undefined }, { folder })
    try {
      const party = await relyingParty(off)
      const visitor = new Person(off, person.account, person.browser)
      await visit(visitor, party)
      const page = await visitor.givePassword()
      assert.equal(stepOf(page), 'code')
      assert.equal(offerOn(page), undefined)
      const before = trustCookies(visitor).map(({ value }) => value)
      off.advance(120)
      // The phone goes by the first server's clock.
      on.advance((off.now() - on.now()) / 1000 + 30)
      assert.ok((await giveCodeAndTrust(visitor, phone)).arrived?.has('code'))
      assert.deepEqual(
        trustCookies(visitor).map(({ value }) => value),
        before,
      )
      assert.doesNotMatch((await visitor.openAccount()).html, /account\/browsers/)
      for (const path of ['', '/forget', '/some-id/forget']) {
        assert.equal((await visitor.openAccount(`/account/browsers${path}`)).status, 404)
      }
    } finally {
      await off.close()
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
