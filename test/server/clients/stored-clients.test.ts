import { strict as assert } from 'node:assert'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Secret } from '../../../src/kernel/secret.ts'
import type { Configuration } from '../../../src/server/config/configuration.ts'
import { eventually } from '../../support/key-rotation.ts'
import { openSharedRedis, type SharedRedis } from '../../support/shared-redis.ts'
import {
  MACHINE,
  OPERATOR,
  addClient,
  askByAssertion,
  askBySecret,
  rotateSecret,
} from '../../support/stored-clients.ts'
import { createTestClock, type TestClock } from '../../support/test-clock.ts'
import { openTestServer, type SharedParts, type TestServer } from '../../support/test-server.ts'

const STORES = { SQLite: undefined, Redis: openSharedRedis } as const

for (const [store, start] of Object.entries(STORES))
  describe(`clients in the store, on ${store}`, () => {
    let redis: SharedRedis | undefined
    let folder: string
    let time: TestClock
    let server: TestServer
    let other: TestServer
    const opened: TestServer[] = []

    /** Another server on the same store. */
    async function open(
      overrides: Partial<Configuration> = {},
      shared: Pick<SharedParts, 'clientInterval'> = {},
    ): Promise<TestServer> {
      const at = redis ? { store: { kind: 'redis', url: new Secret(redis.url) } as const } : {}
      const made = await openTestServer({ ...at, ...overrides }, { ...shared, folder, time })
      opened.push(made)
      return made
    }
    before(async () => {
      redis = await start?.()
    })
    after(() => redis?.close())
    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
      time = createTestClock()
      server = await open()
      other = await open()
    })
    afterEach(async () => {
      for (const one of opened.splice(0)) await one.close()
      await redis?.empty()
      rmSync(folder, { recursive: true, force: true })
    })

    it('serves one on every node from the moment it is added', async () => {
      const secret = await addClient(server.clients, 'batch')
      for (const node of [server, other]) {
        assert.equal((await askBySecret(node, 'batch', secret)).status, 200)
        const wrong = await askBySecret(node, 'batch', `${secret}x`)
        assert.equal(wrong.error, 'invalid_client')
      }
    })

    it('takes up what another node has changed at its next look, and writes a trail', async () => {
      const secret = await addClient(server.clients, 'batch')
      await askBySecret(other, 'batch', secret)
      await server.clients.update(OPERATOR, {
        id: 'batch',
        set: { token_endpoint_auth_method: 'client_secret_jwt' },
        unset: [],
      })
      for (const node of [server, other]) {
        await node.refreshClients()
        assert.equal((await askBySecret(node, 'batch', secret)).error, 'invalid_client')
        assert.equal((await askByAssertion(node, 'batch', secret)).status, 200)
        const trail = node.log().filter(({ msg }) => msg === 'stored client changed')
        assert.deepEqual(
          trail.map(({ clientId, change, by }) => ({ clientId, change, by })),
          ['added', 'updated'].map((change) => ({ clientId: 'batch', change, by: 'operator' })),
        )
      }
    })

    it('looks by itself, again and again', async () => {
      const looking = await open({}, { clientInterval: 20 })
      const secret = await addClient(server.clients, 'batch')
      assert.equal((await askBySecret(looking, 'batch', secret)).status, 200)
      const next = await rotateSecret(server.clients, 'batch', 0)
      await eventually(async () => (await askBySecret(looking, 'batch', secret)).status !== 200)
      assert.equal((await askBySecret(looking, 'batch', next)).status, 200)
      await server.clients.remove(OPERATOR, 'batch')
      await eventually(async () => (await askBySecret(looking, 'batch', next)).status !== 200)
    })

    it('accepts the former secret until its overlap ends, whichever way it is shown', async () => {
      for (const [id, method, show] of [
        ['basic', 'client_secret_basic', askBySecret],
        ['jwt', 'client_secret_jwt', askByAssertion],
      ] as const) {
        const first = await addClient(server.clients, id, {
          ...MACHINE,
          token_endpoint_auth_method: method,
        })
        assert.equal((await show(other, id, first)).status, 200)
        const second = await rotateSecret(server.clients, id, 3600)
        await other.refreshClients()
        for (const secret of [first, second])
          assert.equal((await show(other, id, secret)).status, 200)
        time.advance(3599)
        assert.equal((await show(other, id, first)).status, 200)
        time.advance(1)
        assert.equal((await show(other, id, first)).error, 'invalid_client')
        assert.equal((await show(other, id, second)).status, 200)
        const third = await rotateSecret(server.clients, id, 0)
        await other.refreshClients()
        assert.equal((await show(other, id, second)).error, 'invalid_client')
        assert.equal((await show(other, id, third)).status, 200)
      }
    })

    it('refuses a removed one everywhere after the next look, and gives its id to nobody for a moment', async () => {
      const secret = await addClient(server.clients, 'batch')
      await askBySecret(other, 'batch', secret)
      assert.deepEqual(await server.clients.remove(OPERATOR, 'batch'), {
        outcome: 'removed',
        grants: 0,
      })
      await other.refreshClients()
      assert.equal((await askBySecret(other, 'batch', secret)).error, 'invalid_client')
      const again = { id: 'batch', metadata: MACHINE }
      assert.equal((await other.clients.add(OPERATOR, again)).outcome, 'just_removed')
      assert.deepEqual(await other.clients.list({ limit: 10 }), { clients: [] })
      time.advance(15)
      const next = await addClient(other.clients, 'batch')
      assert.equal((await askBySecret(other, 'batch', secret)).error, 'invalid_client')
      assert.equal((await askBySecret(other, 'batch', next)).status, 200)
    })

    it('a token of a removed one is worth nothing, for the next client of its id neither', async () => {
      const secret = await addClient(server.clients, 'batch')
      const { access_token: token = '' } = await askBySecret(server, 'batch', secret)
      const active = async (by: string): Promise<unknown> => {
        const response = await fetch(`${server.url}/token/introspection`, {
          method: 'POST',
          headers: { authorization: `Basic ${btoa(`batch:${by}`)}` },
          body: new URLSearchParams({ token }),
        })
        const answer = (await response.json()) as { active?: boolean }
        return answer.active ?? answer
      }
      assert.equal(await active(secret), true)
      await server.clients.remove(OPERATOR, 'batch')
      // Tokens go by the clock of the machine.
      time.advance(3600)
      const next = await addClient(server.clients, 'batch')
      await server.refreshClients()
      assert.equal(await active(next), false)
    })

    it('forgets a removed one when no node can know it any more', async () => {
      await addClient(server.clients, 'batch')
      await server.clients.remove(OPERATOR, 'batch')
      await other.refreshClients()
      assert.equal((await other.clients.remove(OPERATOR, 'batch')).outcome, 'removed')
      time.advance(15)
      await other.refreshClients()
      assert.equal((await other.clients.remove(OPERATOR, 'batch')).outcome, 'not_found')
    })

    it('one of the configuration wins, and the start says so', async () => {
      const secret = await addClient(server.clients, 'batch')
      const own = {
        ...MACHINE,
        client_id: 'batch',
        client_secret: 'y'.repeat(40),
        first_party: false,
      }
      const configured = await open({ clients: [own] })
      assert.equal((await askBySecret(configured, 'batch', secret)).error, 'invalid_client')
      assert.equal((await askBySecret(configured, 'batch', 'y'.repeat(40))).status, 200)
      const told = configured.log().filter(({ clientId }) => clientId === 'batch')
      assert.match(String(told[0]?.msg), /not used: the configuration has one of the same id/)
      const taken = await configured.clients.add(OPERATOR, { id: 'batch', metadata: MACHINE })
      assert.deepEqual(taken, { outcome: 'taken', by: 'configuration' })
    })

    it('one that ladder or keys no longer serve is reported, and refused alone', async () => {
      const demanding = await addClient(server.clients, 'demanding', {
        ...MACHINE,
        step_up_minimum_acr: 'urn:step-up:2fa',
      })
      const plain = await addClient(server.clients, 'plain', {
        ...MACHINE,
        id_token_signed_response_alg: 'ES256',
      })
      const signed = await addClient(server.clients, 'signed', {
        ...MACHINE,
        id_token_signed_response_alg: 'RS256',
      })
      const { keys } = server.configuration
      const jwks = keys.signing.reveal().keys.filter(({ kty }) => kty === 'EC')
      const lower = await open({
        ladder: [{ name: 'low', methods: ['password'] }],
        secondFactorWhenEnrolled: false,
        keys: { ...keys, signing: new Secret({ keys: jwks }) },
        clients: [],
        metrics: { host: '127.0.0.1', port: 0 },
      })
      assert.equal((await askBySecret(lower, 'plain', plain)).status, 200)
      assert.equal((await askBySecret(lower, 'demanding', demanding)).error, 'invalid_client')
      assert.equal((await askBySecret(lower, 'signed', signed)).error, 'invalid_client')
      const told = lower.log().filter(({ msg }) => msg === 'a stored client cannot be served')
      const [ladder, key] = ['demanding', 'signed'].map((id) =>
        String(told.find(({ clientId }) => clientId === id)?.['problem']),
      )
      assert.match(ladder ?? '', /^step_up_minimum_acr: names no acr class/)
      assert.match(key ?? '', /^id_token_signed_response_alg: RS256 takes an RSA key/)
      const metrics = await (await fetch(String(lower.metricsUrl))).text()
      assert.match(metrics, /^oidc_step_up_stored_clients 3$/m)
      assert.match(metrics, /^oidc_step_up_stored_clients_unserved 2$/m)
      assert.equal((await askBySecret(server, 'demanding', demanding)).status, 200)
    })

    it('one that names no algorithm is named by the start, where the keys have no RS256', async () => {
      await addClient(server.clients, 'follower')
      await addClient(server.clients, 'chooser', {
        ...MACHINE,
        id_token_signed_response_alg: 'ES256',
      })
      const { keys } = server.configuration
      const jwks = keys.signing.reveal().keys.filter(({ kty }) => kty === 'EC')
      const without = { keys: { ...keys, signing: new Secret({ keys: jwks }) }, clients: [] }
      const notes = (started: TestServer) =>
        started.log().filter(({ msg }) => String(msg).startsWith('keys.signing has no RSA key'))
      const [note, ...others] = notes(await open(without))
      assert.match(String(note?.['msg']), /^keys\.signing has no RSA key: follower get ES256/)
      assert.deepEqual(others, [])
      assert.deepEqual(notes(await open({ ...without, idTokenSigning: 'ES256' })), [])
    })

    it('one that names no algorithm keeps RS256, where a file of a running server loses its key', async () => {
      const file = join(folder, 'keys.json')
      const good = readFileSync(file, 'utf8')
      const content = JSON.parse(good) as { signing: { keys: { kty: string }[] } }
      const jwks = content.signing.keys.filter(({ kty }) => kty === 'EC')
      const losing = JSON.stringify({ ...content, signing: { keys: jwks } })
      const alone = await open({ clients: [] })
      await addClient(alone.clients, 'follower')
      writeFileSync(file, losing)
      assert.equal((await alone.refreshKeys()).outcome, 'refused')
      // Once nobody follows, nobody loses anything.
      await alone.clients.update(OPERATOR, {
        id: 'follower',
        set: { id_token_signed_response_alg: 'ES256' },
        unset: [],
      })
      assert.equal((await alone.refreshKeys()).outcome, 'changed')
    })

    it('names the member that is wrong, and keeps nothing of such a client', async () => {
      for (const [metadata, field] of [
        [{ redirect_uri: 'https://shop.example/' }, 'redirect_uri'],
        [{ redirect_uris: ['shop'] }, 'redirect_uris'],
        [{ ...MACHINE, step_up_minimum_acr: 'none' }, 'step_up_minimum_acr'],
        [{ ...MACHINE, grant_types: ['password'] }, 'grant_types'],
        [
          { ...MACHINE, id_token_encrypted_response_alg: 'RSA-OAEP' },
          'id_token_encrypted_response_alg',
        ],
        [{ ...MACHINE, backchannel_logout_uri: 'http://shop.example/' }, 'backchannel_logout_uri'],
        [{ ...MACHINE, id_token_signed_response_alg: 'EdDSA' }, 'id_token_signed_response_alg'],
        [{ ...MACHINE, client_id: 'another' }, 'client_id'],
        [{ ...MACHINE, client_name: null }, 'client_name'],
      ] as const) {
        const added = await server.clients.add(OPERATOR, { id: 'store', metadata })
        assert.equal(added.outcome, 'refused', field)
        assert.equal('field' in added ? added.field : undefined, field)
        assert.equal(await server.clients.find('store'), undefined)
      }
      const long = { ...MACHINE, client_name: 'x'.repeat(40_000) }
      const added = await server.clients.add(OPERATOR, { id: 'store', metadata: long })
      assert.match('problem' in added ? added.problem : '', /more than 32 KiB/)
      for (const id of ['', 'a b', 'ä', 'x'.repeat(129)]) {
        const refused = await server.clients.add(OPERATOR, { id, metadata: MACHINE })
        assert.equal('field' in refused ? refused.field : undefined, 'client_id')
      }
      const taken = await server.clients.add(OPERATOR, { id: 'demo', metadata: MACHINE })
      assert.deepEqual(taken, { outcome: 'taken', by: 'server' })
    })

    it('shows no secret again, and keeps none in the clear', async () => {
      const secret = await addClient(server.clients, 'batch')
      const sheet = await server.clients.find('batch')
      assert.equal(JSON.stringify(sheet).includes(secret), false)
      assert.equal(sheet?.secrets.length, 1)
      const own = keepOwn()
      const added = await server.clients.add(OPERATOR, {
        id: 'brought',
        metadata: { ...MACHINE, client_secret: own },
      })
      assert.equal('secret' in added, false)
      assert.equal((await askBySecret(server, 'brought', own)).status, 200)
      const page = await server.clients.list({ limit: 10 })
      assert.equal(JSON.stringify(page).includes(own), false)
    })
  })

const keepOwn = (): string => 'a-secret-that-the-client-has-had-for-long'
