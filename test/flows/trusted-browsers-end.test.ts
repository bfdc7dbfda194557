import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import { Person, type Device } from '../support/person.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { PASSWORD, openTestServer } from '../support/test-server.ts'
import { deviceFor, forgetSession, offerOn, trustCookies, trustHere } from '../support/trust.ts'
import { silently, stepOf } from '../support/visit.ts'
import { DAY, ONE, TWO, trustScene } from './trust-scene.ts'

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

describe('a trusted browser', () => {
  const { server, shop, trusting, withStore, afterPassword } = trustScene()

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
    assert.equal(await silently(person, shop()), 'interaction_required')
    forgetSession(person)
    assert.equal(await afterPassword(person), 'code')
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
        await trustHere(person, shop(), phone)
        forgetSession(person)
        assert.equal(await afterPassword(person), 'signed in')
        server().advance(1)
        await make(person)
        forgetSession(person)
        assert.equal(await afterPassword(person), 'code')
      })
    }
  })

  it('serves the accounts of a family, each by a cookie of its own, and five at the most', async () => {
    const family = new Person(server(), await server().addAccount())
    const members: { person: Person; phone: Device }[] = []
    for (let count = 0; count < 6; count += 1) {
      const account = await server().addAccount()
      const person = new Person(server(), account, family.browser.tab())
      const phone = await deviceFor(person)
      await trustHere(person, shop(), phone)
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
        {},
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
})
