import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import { Secret } from '../../src/kernel/secret.ts'
import { partyOf } from '../contract/channels.ts'
import { CLIENTS } from '../contract/clients.ts'
import { Browser } from '../support/browser.ts'
import { Person } from '../support/person.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { openTestServer, type TestServer } from '../support/test-server.ts'
import { answer, stepOf } from '../support/visit.ts'

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
const REFUSED =
  'Nothing was connected. The application asks for a stronger sign-in than this account can give.'
const OTHER =
  'Nothing was connected. The device asks for an account other than the one that you signed in to.'
const USED = 'That code can be used only once. Get a new one on the device.'

for (const kind of ['SQLite', 'Redis'] as const)
  describe(`a device that asks to be let in, on ${kind}`, () => {
    let redis: SharedRedis | undefined
    let server: TestServer
    let party: client.Configuration
    before(async () => {
      redis = kind === 'Redis' ? await openSharedRedis() : undefined
      const store = redis && ({ kind: 'redis', url: new Secret(redis.url) } as const)
      server = await openTestServer({
        clients: CLIENTS.map((one) => ({ ...one })),
        ...(store ? { store } : {}),
      })
      party = await partyOf(server.configuration.issuer, 'plain')
    })
    after(async () => {
      await server.close()
      await redis?.close()
    })

    async function ask(parameters: Readonly<Record<string, string>> = {}) {
      const asked = await client.initiateDeviceAuthorization(party, {
        scope: 'openid',
        ...parameters,
      })
      keepSecret(asked.device_code)
      return asked
    }

    /** One poll: the error, or undefined for tokens. */
    async function poll({
      device_code: code,
    }: {
      device_code: string
    }): Promise<string | undefined> {
      try {
        await client.genericGrantRequest(party, GRANT, { device_code: code })
        return undefined
      } catch (error) {
        if (error instanceof client.ResponseBodyError) return error.error
        throw error
      }
    }

    async function enter(person: Person, asked: client.DeviceAuthorizationResponse) {
      await person.browser.open(asked.verification_uri)
      return person.browser.submit('/device', { user_code: asked.user_code })
    }

    async function letIn(person: Person, asked: client.DeviceAuthorizationResponse) {
      await enter(person, asked)
      return answer(person, await person.browser.submit('/device'))
    }

    it('is told to ask every five seconds', async () => {
      assert.equal((await ask()).interval, 5)
    })

    it('may ask twice in a round, and is made no slower for it', async () => {
      const asked = await ask()
      const person = await Person.of(server)
      for (let round = 0; round < 3; round += 1) {
        const answers = await Promise.all([poll(asked), poll(asked)])
        assert.deepEqual(answers, ['authorization_pending', 'authorization_pending'])
      }
      await letIn(person, asked)
      assert.equal(await poll(asked), undefined)
    })

    it('is refused in words where it demands what nobody can have', async () => {
      const person = await Person.of(server)
      const acr = { essential: true, value: 'urn:unheard-of' }
      const asked = await ask({ claims: JSON.stringify({ id_token: { acr } }) })
      const page = await letIn(person, asked)
      assert.deepEqual(page.errors, [REFUSED])
      assert.equal(await poll(asked), 'unmet_authentication_requirements')
      assert.deepEqual((await enter(person, asked)).errors, [USED])
    })

    it('is refused in words where it demands another account than signed in', async () => {
      const person = await Person.of(server)
      const asked = await ask({
        claims: JSON.stringify({ id_token: { sub: { value: 'nobody' } } }),
      })
      const page = await letIn(person, asked)
      assert.deepEqual(page.errors, [OTHER])
      assert.equal(await poll(asked), 'login_required')
    })

    it('is let in by whoever comes with its code, though it asked for no page', async () => {
      const person = await Person.of(server)
      const asked = await ask({ prompt: 'none' })
      const page = await letIn(person, asked)
      assert.deepEqual([page.heading, page.errors, page.status], ['Connected', [], 200])
      assert.equal(await poll(asked), undefined)
    })

    it('has a code of which a second use is not called unknown', async () => {
      const person = await Person.of(server)
      const asked = await ask()
      const page = await letIn(person, asked)
      assert.equal(stepOf(page), undefined)
      assert.deepEqual((await enter(person, asked)).errors, [USED])
      assert.deepEqual((await enter(person, { ...asked, user_code: 'BBBB-BBBB' })).errors, [
        'Unknown code. Compare it with the one on your device.',
      ])
    })

    it('tells the same in every language', async () => {
      const acr = { essential: true, value: 'urn:unheard-of' }
      const claims = JSON.stringify({ id_token: { acr } })
      const told = new Set<string>()
      for (const language of server.configuration.languages) {
        const browser = new Browser(undefined, { languages: language })
        const person = new Person(server, await server.addAccount(), browser)
        const asked = await ask({ claims })
        told.add((await letIn(person, asked)).errors.join())
      }
      assert.equal(told.size, server.configuration.languages.length)
      assert.ok(!told.has(''))
    })
  })
