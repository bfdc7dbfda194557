import { strict as assert } from 'node:assert'
import { setTimeout as sleep } from 'node:timers/promises'
import { ConfigurationError } from '../../../src/kernel/faults.ts'
import { Secret } from '../../../src/kernel/secret.ts'
import { openMailSink, type MailSink } from '../../support/mail-sink.ts'
import { linkIn } from '../../support/mailbox.ts'
import { Person, type Device } from '../../support/person.ts'
import { startRedis } from '../../support/redis-server.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../../support/relying-party.ts'
import { scrape, type Scraped } from '../../support/scraped.ts'
import { openTestServer, type TestServer } from '../../support/test-server.ts'
import { signIn, silently, visit } from '../../support/visit.ts'

const ONE_FACTOR = 'urn:step-up:1fa'
const TWO_FACTORS = 'urn:step-up:2fa'
const MAILS = 'oidc_step_up_mails_total'
const LOOPBACK = { host: '127.0.0.1', port: 0 }

const moment = (): Promise<void> => sleep(20)

describe('the metrics of a server', () => {
  let sink: MailSink
  let server: TestServer
  let shop: RelyingParty
  before(async () => {
    sink = await openMailSink()
    server = await openTestServer(
      {
        mail: { url: sink.url, from: 'sign-in@service.example' },
        metrics: LOOPBACK,
        throttle: { free: 2, firstDelay: 600, longestDelay: 900, lockAt: 100 },
      },
      { mailInterval: 20 },
    )
    shop = await relyingParty(server)
  })
  after(async () => {
    await server.close()
    await sink.stop()
  })

  const metrics = (): Promise<Scraped> => scrape(server.metricsUrl)

  /** By how much a count rises while something is done. */
  async function rise(
    work: () => Promise<unknown>,
    ...counts: readonly (readonly [name: string, labels?: Readonly<Record<string, string>>])[]
  ): Promise<readonly number[]> {
    const before = await metrics()
    await work()
    const after = await metrics()
    return counts.map(
      ([name, labels]) =>
        (after.sum(`oidc_step_up_${name}`, labels) ?? 0) -
        (before.sum(`oidc_step_up_${name}`, labels) ?? 0),
    )
  }

  async function withPhone(): Promise<{ person: Person; phone: Device }> {
    const person = await Person.of(server)
    return { person, phone: await person.addDevice('Phone') }
  }

  it('are not served beside the pages', async () => {
    assert.equal((await fetch(`${server.url}/metrics`)).status, 404)
    assert.notEqual(new URL(server.metricsUrl ?? '').port, new URL(server.url).port)
  })

  it('are served at one address, to be read alone', async () => {
    const url = server.metricsUrl ?? ''
    const response = await fetch(url)
    assert.match(response.headers.get('Content-Type') ?? '', /^text\/plain; version=0\.0\.4/)
    assert.equal(response.headers.get('Cache-Control'), 'no-store')
    await response.text()
    assert.equal((await fetch(`${url}?name=up`)).status, 200)
    assert.equal((await fetch(url, { method: 'POST' })).status, 405)
    assert.equal((await fetch(new URL('/', url))).status, 404)
  })

  it('begin at nought, so that the first of a kind is a rise', async () => {
    const { sum } = await metrics()
    for (const acr of [ONE_FACTOR, TWO_FACTORS]) {
      assert.equal(sum('oidc_step_up_sign_ins_total', { outcome: 'completed', acr }), 0)
    }
    assert.equal(sum('oidc_step_up_throttles_total', { factor: 'totp', outcome: 'locked' }), 0)
    assert.equal(sum('oidc_step_up_faults_total', { code: 'store_unavailable' }), 0)
  })

  it('count a sign-in by its class, and the password that it took', async () => {
    const person = await Person.of(server)
    const counts = await rise(
      () => signIn(person, shop),
      ['sign_ins_total', { outcome: 'completed', acr: ONE_FACTOR }],
      ['sign_ins_total', { outcome: 'completed', acr: TWO_FACTORS }],
      ['passwords_total', { outcome: 'accepted' }],
      ['verification_duration_seconds_count', { method: 'password' }],
      ['grants_total', { grant_type: 'authorization_code' }],
      ['http_requests_total', { route: 'token', status: '200' }],
      ['http_request_duration_seconds_count', { route: 'token' }],
    )
    assert.deepEqual(counts, [1, 0, 1, 1, 1, 1, 1])
  })

  it('count a device on its way in, and the step-up that it makes', async () => {
    const person = await Person.of(server)
    await signIn(person, shop)
    let phone: Device | undefined
    const enrolled = await rise(
      async () => (phone = await person.addDevice('Phone')),
      ['enrolments_total', { outcome: 'begun' }],
      ['enrolments_total', { outcome: 'confirmed' }],
      ['recovery_code_sets_total', { reason: 'issued' }],
      ['events_total', { type: 'device_confirmed' }],
    )
    assert.deepEqual(enrolled, [1, 1, 1, 1])
    const other = person.elsewhere()
    const counts = await rise(
      () => signIn(other, shop, essentialAcr(TWO_FACTORS), phone),
      ['sign_ins_total', { outcome: 'completed', acr: TWO_FACTORS }],
      ['code_verifications_total', { method: 'totp', outcome: 'accepted' }],
      ['verification_duration_seconds_count', { method: 'totp' }],
    )
    assert.deepEqual(counts, [1, 1, 1])
  })

  it('count a step-up of a live session, and one that was declined', async () => {
    const person = await Person.of(server)
    await signIn(person, shop)
    const counts = await rise(
      async () => {
        await visit(person, shop, essentialAcr(TWO_FACTORS))
        await person.enrolHere('Phone')
      },
      ['step_ups_total', { outcome: 'completed', acr: TWO_FACTORS }],
      ['sign_ins_total'],
    )
    assert.deepEqual(counts, [1, 0])
    const unwilling = await Person.of(server)
    const declined = await rise(
      async () => {
        await visit(unwilling, shop)
        await unwilling.browser.submit('/cancel')
        await signIn(unwilling, shop)
        await visit(unwilling, shop, essentialAcr(TWO_FACTORS))
        await unwilling.browser.submit('/cancel')
      },
      ['sign_ins_total', { outcome: 'declined' }],
      ['step_ups_total', { outcome: 'declined' }],
      ['protocol_errors_total', { endpoint: 'authorization', error: 'access_denied' }],
    )
    assert.deepEqual(declined, [1, 1, 2])
  })

  it('count wrong codes, and what is throttled for them', async () => {
    const { person } = await withPhone()
    const guesser = person.elsewhere()
    const counts = await rise(
      async () => {
        await visit(guesser, shop)
        await guesser.givePassword()
        for (let guess = 0; guess < 3; guess += 1) await guesser.giveCode('000000')
      },
      ['code_verifications_total', { method: 'totp', outcome: 'mismatch' }],
      ['code_verifications_total', { method: 'totp', outcome: 'throttled' }],
      ['throttles_total', { factor: 'totp', outcome: 'throttled' }],
      ['throttles_total', { factor: 'password' }],
    )
    assert.deepEqual(counts, [2, 1, 1, 0])
  })

  it('count a recovery code that was used', async () => {
    const { person } = await withPhone()
    const [code = ''] = person.recoveryCodes
    const other = person.elsewhere()
    const counts = await rise(async () => {
      await visit(other, shop)
      await other.givePassword()
      const [, href = ''] = /href="([^"]*\/recovery)"/.exec(other.browser.page.html) ?? []
      await other.browser.open(new URL(href, other.browser.page.url).href)
      await other.giveRecoveryCode(code)
    }, ['code_verifications_total', { method: 'recovery_code', outcome: 'accepted' }])
    assert.deepEqual(counts, [1])
  })

  it('count browsers that are trusted, and that were spared the code', async () => {
    const { person, phone } = await withPhone()
    const laptop = person.elsewhere()
    const counts = await rise(
      async () => {
        await visit(laptop, shop)
        await laptop.givePassword()
        server.advance(30)
        await laptop.browser.submit('/code', { code: phone.code(), trust: 'yes' })
        await signIn(laptop, shop, { prompt: 'login' })
      },
      ['trusted_browsers_total', { outcome: 'trusted' }],
      ['trusted_browsers_total', { outcome: 'used' }],
    )
    assert.deepEqual(counts, [1, 1])
    const signedIn = server.audit().findLast(({ type }) => type === 'signed_in')
    const trusted = server.audit().findLast(({ type }) => type === 'browser_trusted')
    assert.ok(signedIn?.type === 'signed_in' && trusted?.type === 'browser_trusted')
    assert.equal(signedIn.trustedBrowser, trusted.browser, 'the trail says which')
    assert.equal(signedIn.acr, ONE_FACTOR)
  })

  it('count a forgotten password, from the link to the mail to the change', async () => {
    const person = await Person.of(server)
    const { login } = person.account
    const { browser } = person.elsewhere()
    const counts = await rise(
      async () => {
        await browser.open(`${server.configuration.issuer}/password/forgot`)
        await browser.submit('/password/forgot', { login })
        await browser.open(linkIn((await sink.taken(1, login))[0] ?? {}))
        await browser.submit('/password/reset', { new_password: 'an orchard of green apples' })
      },
      ['password_resets_asked_total', { outcome: 'mailed' }],
      ['password_changes_total', { by: 'reset' }],
    )
    assert.deepEqual(counts, [1, 1])
    assert.ok(((await metrics()).sum('oidc_step_up_mails_total', { outcome: 'sent' }) ?? 0) >= 1)
  })

  it('count what prompt=none refuses, by the protocol’s own codes', async () => {
    const stranger = await Person.of(server)
    const counts = await rise(
      () => silently(stranger, shop),
      ['protocol_errors_total', { endpoint: 'authorization', error: 'login_required' }],
    )
    assert.deepEqual(counts, [1])
  })

  it('name no person, no client, no device and no address', async () => {
    const { person } = await withPhone()
    await signIn(person.elsewhere(), shop).catch(() => undefined)
    await fetch(`${server.url}/wp-login.php?login=${person.account.login}`)
    await fetch(`${server.url}/auth/aaaaaaaaaaaaaaaaaaaaa`)
    const { text, samples } = await metrics()
    for (const name of ['wp-login', 'shop', 'Phone', '127.0.0.1', 'example.com', 'aaaaaaa']) {
      assert.ok(!text.includes(name), name)
    }
    for (const { id } of [person.account]) assert.ok(!text.includes(id))
    assert.ok(samples.length < 1500, `${samples.length} samples`)
    const routes = new Set(samples.map(({ labels }) => labels['route']))
    assert.ok(routes.has('other') && routes.has('resume') && routes.has('interaction'))
    assert.ok(routes.size < 30, [...routes].join())
  })

  it('tell how long the store takes, by port, and how the process is', async () => {
    const { sum } = await metrics()
    for (const port of ['accounts', 'authenticators', 'recovery_codes', 'adapter', 'outbox']) {
      const labels = { store: 'sqlite', port }
      assert.ok((sum('oidc_step_up_store_operation_duration_seconds_count', labels) ?? 0) > 0, port)
      assert.equal(sum('oidc_step_up_store_failures_total', labels), 0)
    }
    assert.equal(sum('oidc_step_up_password_hash_queue_length'), 0)
    assert.equal(sum('oidc_step_up_keys', { use: 'sealing' }), 1)
    assert.equal(sum('oidc_step_up_build_info', { store: 'sqlite' }), 1)
    for (const check of ['store', 'migrations', 'clock']) {
      assert.equal(sum('oidc_step_up_ready', { check }), 1, check)
    }
    assert.notEqual(sum('nodejs_eventloop_lag_p99_seconds'), undefined)
    assert.ok((sum('process_resident_memory_bytes') ?? 0) > 0)
  })

  it('tell of mails that wait, while nobody takes them', async () => {
    const person = await Person.of(server)
    // What the tests before have caused may still be on its way.
    while ((await metrics()).sum('oidc_step_up_outbox_mails') !== 0) await moment()
    sink.goDown()
    const { browser } = person
    await browser.open(`${server.configuration.issuer}/password/forgot`)
    await browser.submit('/password/forgot', { login: person.account.login })
    const failed = () => metrics().then(({ sum }) => sum(MAILS, { outcome: 'failed' }))
    while ((await failed()) === 0) await moment()
    const waiting = await metrics()
    assert.equal(waiting.sum('oidc_step_up_outbox_mails'), 1)
    assert.equal(waiting.sum('oidc_step_up_outbox_due_seconds'), 0, 'it is put off')
    sink.comeUp()
    const taken = sink.taken(sink.mails.length + 1)
    server.advance(60)
    await taken
    while ((await metrics()).sum('oidc_step_up_outbox_mails') !== 0) await moment()
  })
})

describe('where the metrics are', () => {
  it('is nowhere unless an operator says so', async () => {
    const server = await openTestServer()
    assert.equal(server.metricsUrl, undefined)
    await server.close()
  })

  it('is told when the port is taken, and the server does not start', async () => {
    const first = await openTestServer({ metrics: LOOPBACK })
    const port = Number(new URL(first.metricsUrl ?? '').port)
    const second = openTestServer({ metrics: { host: '127.0.0.1', port } })
    await assert.rejects(
      second,
      (error) => error instanceof ConfigurationError && error.path === 'metrics.port',
    )
    await first.close()
  })

  it('is each server’s own: two in one process do not count for each other', async () => {
    const [one, other] = await Promise.all([
      openTestServer({ metrics: LOOPBACK }),
      openTestServer({ metrics: LOOPBACK }),
    ])
    await signIn(await Person.of(one), await relyingParty(one))
    const counts = [one, other].map(async ({ metricsUrl }) =>
      (await scrape(metricsUrl)).sum('oidc_step_up_sign_ins_total', { outcome: 'completed' }),
    )
    assert.deepEqual(await Promise.all(counts), [1, 0])
    await Promise.all([one.close(), other.close()])
  })

  it('answers while the store does not, and says so', async () => {
    const redis = await startRedis()
    const store = { kind: 'redis', url: new Secret(redis.url) } as const
    const server = await openTestServer({ store, metrics: LOOPBACK })
    const before = await scrape(server.metricsUrl)
    assert.equal(before.sum('oidc_step_up_ready', { check: 'store' }), 1)
    assert.equal(before.sum('oidc_step_up_outbox_mails'), 0)
    assert.ok(Math.abs(before.sum('oidc_step_up_clock_skew_seconds') ?? NaN) < 60)
    await redis.close()
    assert.equal((await fetch(`${server.url}/account`)).status, 503)
    const { sum } = await scrape(server.metricsUrl)
    assert.equal(sum('oidc_step_up_ready', { check: 'store' }), 0)
    assert.equal(sum('oidc_step_up_outbox_mails'), undefined, 'nobody knows how many')
    assert.ok((sum('oidc_step_up_store_failures_total') ?? 0) > 0)
    assert.ok((sum('oidc_step_up_faults_total', { code: 'store_unavailable' }) ?? 0) > 0)
    await server.close()
  })
})
