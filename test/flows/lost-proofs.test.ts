import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import { removeSecondFactor } from '../../src/people/remove-second-factor.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { codesOn, Person, type Device } from '../support/person.ts'
import { startRedis } from '../support/redis-server.ts'
import {
  essentialAcr,
  relyingParty,
  type RelyingParty,
  type Tokens,
} from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { clientsWith, openTestServer, type TestServer } from '../support/test-server.ts'
import { OFFLINE, answer, signIn, silently, stepOf, visit } from '../support/visit.ts'

const TWO_FACTORS = 'urn:step-up:2fa'
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

const television = {
  client_id: 'tv',
  client_name: 'Television',
  client_secret: keepSecret('a-secret-of-the-television-alone'),
  redirect_uris: [],
  response_types: [],
  grant_types: [DEVICE_GRANT, 'refresh_token'],
  first_party: true,
}

const clients = [...clientsWith({}), television]

const STORES = {
  SQLite: async () => ({ server: await openTestServer({ clients }), close: async () => {} }),
  Redis: async () => {
    const redis = await startRedis()
    const store = { kind: 'redis', url: new Secret(redis.url) } as const
    return { server: await openTestServer({ clients, store }), close: () => redis.close() }
  },
} as const

for (const [store, open] of Object.entries(STORES))
  describe(`what a credential earned goes with it, on ${store}`, () => {
    let server: TestServer
    let close: () => Promise<void>
    let shop: RelyingParty
    before(async () => {
      const opened = await open()
      server = opened.server
      close = opened.close
      shop = await relyingParty(server)
    })
    after(async () => {
      await server.close()
      await close()
    })

    interface Owner {
      readonly person: Person
      readonly phone: Device
      readonly tablet: Device
    }

    const owner = async (): Promise<Owner> => {
      const person = await Person.of(server)
      const phone = await person.addDevice('Phone')
      const tablet = await person.addDevice('Tablet', phone)
      return { person, phone, tablet }
    }

    const idOf = async ({ account }: Person, name: string) => {
      const device = (await server.authenticators.list(account.id)).find((one) => one.name === name)
      assert.ok(device)
      return device.id
    }

    const remove = async (person: Person, name: string) => {
      assert.ok(await server.authenticators.remove(person.account.id, await idOf(person, name)))
    }

    /** Signs in at another browser, by a recovery code. */
    const byRecoveryCode = async (person: Person, parameters = {}) => {
      const visitor = person.elsewhere()
      const { request } = await visit(visitor, shop, parameters)
      const page = await visitor.givePassword()
      const [, path = ''] = /href="([^"]*\/recovery)"/.exec(page.html) ?? []
      await visitor.browser.open(new URL(path, page.url).href)
      const told = await visitor.giveRecoveryCode(person.recoveryCodes[0] ?? '')
      const { arrived } = await answer(visitor, told)
      return { visitor, tokens: await request.finish(arrived) }
    }

    const refresh = async ({ refreshToken = '' }: Tokens) => {
      const tokens = await client.refreshTokenGrant(shop.configuration, refreshToken)
      keepSecret(tokens.access_token)
      if (tokens.id_token) keepSecret(tokens.id_token)
      return { refreshToken: keepSecret(tokens.refresh_token ?? refreshToken) } as Tokens
    }

    const isActive = async (token: string) =>
      (await client.tokenIntrospection(shop.configuration, token)).active

    const isWorthNothing = async (tokens: Tokens) => {
      assert.equal(await isActive(tokens.accessToken), false)
      assert.equal(await isActive(tokens.refreshToken ?? ''), false)
      const { accessToken, claims } = tokens
      await assert.rejects(client.fetchUserInfo(shop.configuration, accessToken, claims.sub))
      await assert.rejects(refresh(tokens), { error: 'invalid_grant' })
    }

    const counts = async (tokens: Tokens) => {
      assert.equal(await isActive(tokens.accessToken), true)
      await refresh(await refresh(tokens))
    }

    describe('in a session', () => {
      const leavesNothing = {
        'new recovery codes': async (person: Person) => {
          await server.recoveryCodes.regenerate(person.account.id)
        },
        'turning two-factor authentication off and on again': async (person: Person) => {
          const { authenticators, recoveryCodes } = server
          await removeSecondFactor({ authenticators, recoveryCodes }, person.account.id)
          await person.elsewhere().addDevice('Another')
        },
      } as const

      for (const [what, act] of Object.entries(leavesNothing)) {
        it(`a recovery code proves nothing after ${what}`, async () => {
          const { person } = await owner()
          const { visitor } = await byRecoveryCode(person)
          assert.equal(await silently(visitor, shop, essentialAcr(TWO_FACTORS)), undefined)
          await act(person)
          const demanded = await silently(visitor, shop, essentialAcr(TWO_FACTORS))
          assert.equal(demanded, 'interaction_required')
          assert.equal(await silently(visitor, shop), 'interaction_required')
          await visitor.openAccount('/account/devices/add')
          assert.equal(stepOf(visitor.browser.page), 'code')
        })
      }

      it('a recovery code proves what it did while other codes of its set are used', async () => {
        const { person } = await owner()
        const { visitor } = await byRecoveryCode(person)
        const [, second = ''] = person.recoveryCodes
        const used = await server.recoveryCodes.verify(person.account.id, second)
        assert.equal(used.outcome, 'accepted')
        assert.equal(await silently(visitor, shop, essentialAcr(TWO_FACTORS)), undefined)
      })

      it('whoever made new codes by an old one sees them, and proves one of them from then on', async () => {
        const { person } = await owner()
        const { visitor } = await byRecoveryCode(person)
        await remove(person, 'Phone')
        await remove(person, 'Tablet')
        await visitor.openAccount('/account/recovery-codes/new')
        const form = visitor.browser.page.forms.find(({ action }) => action.includes('?instead='))
        const shown = await visitor.browser.submit(form?.action ?? '')
        const codes = codesOn(shown)
        assert.equal(codes.length, 10)
        // A lost answer is asked for again.
        assert.deepEqual(codesOn(await visitor.openAccount('/account/recovery-codes')), codes)
        server.advance(600)
        const told = await visitor.browser.submit('/saved')
        assert.equal(stepOf(told), 'recovery')
        const list = await visitor.giveRecoveryCode(codes[0] ?? '')
        const page = stepOf(list) === 'continue' ? await visitor.browser.submit('/continue') : list
        assert.equal(new URL(page.url).pathname, '/account')
      })
    })

    describe('in tokens', () => {
      const byThePhone = {
        'is removed': ({ person }: Owner) => remove(person, 'Phone'),
        'is lost': async ({ person, tablet }: Owner) => {
          const visitor = person.elsewhere()
          const path = `/account/devices/${await idOf(person, 'Phone')}/lost`
          await answer(visitor, await visitor.openAccount(path), tablet)
          const form = visitor.browser.page.forms.find(({ action }) => action.includes('/lost?'))
          await visitor.browser.submit(form?.action ?? '')
        },
        'is reset with all others': async ({ person }: Owner) => {
          const { authenticators, recoveryCodes } = server
          await removeSecondFactor({ authenticators, recoveryCodes }, person.account.id)
        },
      } as const

      for (const [what, act] of Object.entries(byThePhone)) {
        it(`nothing is left once the device ${what}`, async () => {
          const someone = await owner()
          const { person, phone } = someone
          const tokens = await signIn(person.elsewhere(), shop, OFFLINE, phone)
          assert.deepEqual(tokens.claims.amr, ['pwd', 'otp', 'mfa'])
          const refreshed = { ...tokens, ...(await refresh(tokens)) }
          await act(someone)
          await isWorthNothing(refreshed)
        })
      }

      it('nothing is left of a recovery code once there are new ones', async () => {
        const { person } = await owner()
        const { tokens } = await byRecoveryCode(person, OFFLINE)
        await counts(tokens)
        await server.recoveryCodes.regenerate(person.account.id)
        await isWorthNothing(tokens)
      })

      it('all goes on that another device earned, or the password alone', async () => {
        const { person, tablet } = await owner()
        const byTablet = await signIn(person.elsewhere(), shop, OFFLINE, tablet)
        const plain = await Person.of(server)
        const byPassword = await signIn(plain, shop, OFFLINE)
        await remove(person, 'Phone')
        await server.recoveryCodes.regenerate(person.account.id)
        const phone = await plain.elsewhere().addDevice('Phone')
        assert.ok(phone)
        await remove(plain, 'Phone')
        await counts(byTablet)
        await counts(byPassword)
      })

      it('a code that waits to be exchanged is worth nothing', async () => {
        const { person, phone } = await owner()
        const visitor = person.elsewhere()
        const { request, page } = await visit(visitor, shop)
        const { arrived } = await answer(visitor, page, phone)
        await remove(person, 'Phone')
        await assert.rejects(request.finish(arrived), { error: 'invalid_grant' })
      })

      /** A television, let in with a code of the device. */
      const connect = async ({ person, phone }: Owner) => {
        const party = await client.discovery(
          new URL(server.configuration.issuer),
          'tv',
          {},
          client.ClientSecretBasic(television.client_secret),
          { execute: [client.allowInsecureRequests] },
        )
        const asked = await client.initiateDeviceAuthorization(party, OFFLINE)
        keepSecret(asked.device_code)
        const visitor = person.elsewhere()
        await visitor.browser.open(asked.verification_uri)
        await visitor.browser.submit('/device', { user_code: asked.user_code })
        const page = await answer(visitor, await visitor.browser.submit('/device'), phone)
        assert.equal(page.heading, 'Connected')
        return {
          take: async () => {
            const { device_code: code } = asked
            const given = await client.genericGrantRequest(party, DEVICE_GRANT, {
              device_code: code,
            })
            keepSecret(given.access_token)
            keepSecret(given.id_token ?? '')
            return keepSecret(given.refresh_token ?? '')
          },
          refresh: async (token: string) => {
            const given = await client.refreshTokenGrant(party, token)
            keepSecret(given.access_token)
            keepSecret(given.id_token ?? '')
            return keepSecret(given.refresh_token ?? token)
          },
        }
      }

      it('a television that was let in with it is no longer let in', async () => {
        const someone = await owner()
        const tv = await connect(someone)
        const token = await tv.refresh(await tv.take())
        await remove(someone.person, 'Phone')
        await assert.rejects(tv.refresh(token), { error: 'invalid_grant' })
      })

      it('a television that has not asked yet gets nothing', async () => {
        const someone = await owner()
        const tv = await connect(someone)
        await remove(someone.person, 'Phone')
        await assert.rejects(tv.take(), { error: 'invalid_grant' })
      })
    })

    describe('in tokens of a release that did not say what earned them', () => {
      /** The same refresh token as 0.1.0 would have kept it. */
      const asBefore = async (tokens: Tokens) => {
        const stored = await server.provider.RefreshToken.find(tokens.refreshToken ?? '')
        assert.ok(stored && Reflect.has(stored, 'step_up'))
        Reflect.deleteProperty(stored, 'step_up')
        await stored.save()
        const again = await server.provider.RefreshToken.find(tokens.refreshToken ?? '')
        assert.ok(again && !Reflect.has(again, 'step_up'))
        return tokens
      }

      it('the password’s go on', async () => {
        const person = await Person.of(server)
        const tokens = await asBefore(await signIn(person, shop, OFFLINE))
        await person.elsewhere().addDevice('Phone')
        await refresh(await refresh(tokens))
      })

      it('the second factor’s go on while a device stands that was there before them', async () => {
        const { person, phone } = await owner()
        const tokens = await asBefore(await signIn(person.elsewhere(), shop, OFFLINE, phone))
        await refresh(await refresh(tokens))
      })

      it('the second factor’s end with the last device, whatever codes are left', async () => {
        const { person, phone } = await owner()
        const tokens = await asBefore(await signIn(person.elsewhere(), shop, OFFLINE, phone))
        await remove(person, 'Phone')
        await remove(person, 'Tablet')
        assert.ok(await server.recoveryCodes.find(person.account.id))
        await assert.rejects(refresh(tokens), { error: 'invalid_grant' })
      })
    })
  })
