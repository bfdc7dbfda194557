import { strict as assert } from 'node:assert'
import { Secret } from '../../src/kernel/secret.ts'
import { FAPI_CALLBACK, fapiClient, wallClock, type FapiClient } from '../support/fapi-client.ts'
import { basic, postForm, requestOf } from '../support/raw-client.ts'
import { Person } from '../support/person.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { openTestServer, type TestServer } from '../support/test-server.ts'
import { answer, type Parameters } from '../support/visit.ts'

const SECRET = 'the-secret-of-the-till-0123456789abcdef'

const TILL = { client_id: 'till', client_secret: SECRET, redirect_uris: [FAPI_CALLBACK] } as const

/** RFC 9126 §2.2: `request_uri` is bound to the client that pushed the request. */
for (const kind of ['sqlite', 'redis'] as const) {
  describe(`a request that another client pushed, on ${kind}`, () => {
    let redis: SharedRedis | undefined
    let server: TestServer
    let vault: FapiClient
    let person: Person
    before(async () => {
      if (kind === 'redis') redis = await openSharedRedis()
      const store = redis && ({ kind: 'redis', url: new Secret(redis.url) } as const)
      vault = await fapiClient('vault')
      const safe = await fapiClient('safe')
      server = await openTestServer({
        clients: [vault.metadata, safe.metadata, { ...TILL, first_party: true }],
        ...(store ? { store } : {}),
      })
      person = await Person.of(server)
    })
    after(async () => {
      await server.close()
      await redis?.close()
    })
    // The library judges assertions by the machine's clock.
    beforeEach(() => {
      server.advance(wallClock() - server.now() / 1000)
    })

    const request: Parameters = {
      response_type: 'code',
      response_mode: 'form_post',
      redirect_uri: FAPI_CALLBACK,
      scope: 'openid',
      state: 'what-the-first-client-keeps-here',
      code_challenge: 'a'.repeat(43),
      code_challenge_method: 'S256',
    }

    const pushers = {
      vault: () => vault.post(server, '/request', request),
      till: () =>
        postForm(
          server,
          '/request',
          { ...request, client_id: 'till' },
          { Authorization: basic('till', SECRET) },
        ),
    } as const

    const use = (id: string, requestUri: unknown) =>
      person.browser.open(
        requestOf(server, {
          client_id: id,
          redirect_uri: FAPI_CALLBACK,
          response_mode: 'form_post',
          request_uri: String(requestUri),
        }),
      )

    // With the profile, and without.
    for (const pusher of ['vault', 'till'] as const) {
      describe(`by ${pusher}`, () => {
        it('is like one that is not there, and tells nothing', async () => {
          const pushed = await pushers[pusher]()
          assert.equal(pushed.status, 201, JSON.stringify(pushed.body))
          const foreign = await use('safe', pushed.body['request_uri'])
          const never = await use('safe', 'urn:ietf:params:oauth:request_uri:never-pushed')
          assert.deepEqual(
            foreign.forms.map(({ fields }) => fields),
            never.forms.map(({ fields }) => fields),
          )
          assert.match(foreign.html, /invalid_request_uri/)
          assert.doesNotMatch(foreign.html, /what-the-first-client-keeps-here/)
        })

        it('is still there for the client that pushed it', async () => {
          const pushed = await pushers[pusher]()
          await use('safe', pushed.body['request_uri'])
          const page = await answer(person, await use(pusher, pushed.body['request_uri']))
          const form = page.forms.find(({ action }) => action === FAPI_CALLBACK)
          assert.equal(form?.fields['state'], 'what-the-first-client-keeps-here', page.html)
        })
      })
    }
  })
}
