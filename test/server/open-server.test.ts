import { strict as assert } from 'node:assert'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeAll } from '../../src/kernel/close-all.ts'
import { ConfigurationError } from '../../src/kernel/faults.ts'
import { loadConfiguration } from '../../src/server/config/load-configuration.ts'
import { openServer } from '../../src/server/open-server.ts'
import { DOUBTS } from '../../src/server/trust-proxy.ts'
import { Browser } from '../support/browser.ts'
import { claimPort } from '../support/claimed-port.ts'
import { databaseOf } from '../support/database-of.ts'
import { productionSettings } from '../support/production-settings.ts'
import { expectLog, keepSecret, recordLog } from '../support/secrets-in-logs.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { openTestServer, testConfiguration, testServer } from '../support/test-server.ts'

describe('the server', () => {
  const server = testServer()
  const address = (path: string): string => `${server().configuration.issuer}${path}`

  it('says at its root what it is and where to go', async () => {
    const browser = new Browser()
    const page = await browser.open(address('/'))
    assert.equal(page.status, 200)
    for (const href of ['/account', '/session/end', '/.well-known/openid-configuration']) {
      assert.ok(page.html.includes(`href="${href}"`), href)
    }
  })

  it('answers health checks', async () => {
    for (const path of ['/healthz', '/readyz']) {
      assert.equal((await fetch(address(path))).status, 200)
    }
  })

  it('answers health checks at these very paths, because a proxy closes no others', async () => {
    for (const path of ['/READYZ', '/readyz/', '/healthz/', '/Healthz']) {
      assert.equal((await fetch(server().url + path)).status, 404, path)
    }
  })

  it('says of what a cache may keep for how long, and of the rest that none may', async () => {
    for (const path of ['/.well-known/openid-configuration', '/jwks']) {
      const answer = await fetch(server().url + path)
      assert.equal(answer.headers.get('Cache-Control'), 'public, max-age=300', path)
    }
    for (const path of ['/', '/healthz', '/readyz', '/account', '/auth?client_id=x', '/nothing']) {
      const answer = await fetch(server().url + path)
      assert.match(answer.headers.get('Cache-Control') ?? '', /no-store/, path)
    }
  })

  it('keeps an idle connection for as long as keepAlive says, so that a proxy leaves it first', async () => {
    const patient = await openTestServer({ keepAlive: 77 })
    try {
      const answer = await fetch(`${patient.url}/healthz`)
      assert.equal(answer.headers.get('Keep-Alive'), 'timeout=77')
    } finally {
      await patient.close()
    }
  })

  it('warns in its log, once, of a trusted proxy that names no client', async () => {
    const behind = await openTestServer({ trustProxy: ['127.0.0.1', '::1'] })
    try {
      for (const _ of [1, 2]) await fetch(`${behind.url}/`)
      const told = behind.log().filter(({ msg }) => msg === DOUBTS.missing)
      assert.deepEqual(
        told.map(({ level }) => level),
        [40],
      )
    } finally {
      await behind.close()
    }
  })

  it('answers in development to names of this machine alone, whatever leads here', async () => {
    const { port } = new URL(server().url)
    const ask = (host: string): Promise<number> =>
      new Promise((resolve, reject) => {
        request({ port, host: '127.0.0.1', path: '/dev/mail', headers: { Host: host } })
          .on('response', (response) => {
            response.resume()
            resolve(response.statusCode ?? 0)
          })
          .on('error', reject)
          .end()
      })
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, 'a.localhost']) {
      assert.equal(await ask(host), 200, host)
    }
    for (const host of ['evil.example', `evil.example:${port}`, 'localhost.evil.example', '@']) {
      assert.equal(await ask(host), 421, host)
    }
  })

  it('lists what it can issue', async () => {
    const response = await fetch(address('/.well-known/openid-configuration'))
    const metadata = (await response.json()) as Record<string, unknown>
    assert.deepEqual(metadata['acr_values_supported'], ['urn:step-up:1fa', 'urn:step-up:2fa'])
    assert.equal(metadata['claims_parameter_supported'], true)
  })

  it('tells in a page that there is none', async () => {
    const page = await new Browser().open(address('/no/such/page'))
    assert.equal(page.status, 404)
    assert.ok(page.heading.length > 0)
  })

  it('serves its assets for good to who knows their version, and nothing beside them', async () => {
    const { html, url } = await new Browser().open(address('/'))
    const href = /href="([^"]+\.css[^"]*)"/.exec(html)?.[1] ?? ''
    const styled = await fetch(new URL(href, url))
    assert.equal(styled.headers.get('Cache-Control'), 'public, max-age=31536000, immutable')
    const older = await fetch(address('/assets/step-up.css?v=older'))
    assert.equal(older.headers.get('Cache-Control'), 'no-cache')
    assert.match(styled.headers.get('Content-Encoding') ?? '', /^gzip$/)
    const plain = await fetch(new URL(href, url), { headers: { 'Accept-Encoding': 'identity' } })
    assert.equal(plain.headers.get('Content-Encoding'), null)
    assert.equal(await plain.text(), await styled.text())
    for (const path of ['/assets/..%2fsign-in.ejs', '/assets/%2e%2e%2f%2e%2e%2fpackage.json']) {
      assert.equal((await fetch(address(path))).status >= 400, true, path)
    }
  })

  it('wears an operator’s colours, links and views', async () => {
    const views = mkdtempSync(join(tmpdir(), 'views-'))
    writeFileSync(join(views, 'landing.ejs'), '<h1>Ours</h1><%- include("partials/bottom") %>')
    const links = [{ text: 'Help', href: 'https://acme.example/help' }]
    const branded = await openTestServer({ views, branding: { lightColour: '#1a5fb4', links } })
    const { html } = await new Browser().open(branded.url)
    assert.match(html, /<h1>Ours<\/h1>[^]*>Help<\/a>/)
    const css = await fetch(`${branded.url}/assets/brand.css`)
    assert.match(await css.text(), /--accent:#1a5fb4/)
    await branded.close()
    rmSync(views, { recursive: true })
  })

  it('refuses a client at start whose metadata does not hold', async () => {
    const opening = openTestServer({
      clients: [
        {
          client_id: 'broken',
          client_secret: 'x',
          redirect_uris: ['not a uri'],
          first_party: true,
        },
      ],
    })
    await assert.rejects(
      opening,
      (error) => error instanceof ConfigurationError && /clients\[0\] \(broken\)/.test(error.path),
    )
  })

  for (const [name, value] of [
    ['tls_client_certificate_bound_access_tokens', true],
    ['id_token_encrypted_response_alg', 'ECDH-ES'],
  ] as const) {
    it(`refuses a client at start whose ${name} would be dropped in silence`, async () => {
      const opening = openTestServer({
        clients: [
          {
            client_id: 'hopeful',
            client_secret: 'a-secret-that-is-long-enough',
            redirect_uris: ['http://localhost:9/callback'],
            [name]: value,
            first_party: true,
          },
        ],
      })
      await assert.rejects(
        opening,
        (error) => error instanceof ConfigurationError && error.path.endsWith(`.${name}`),
      )
    })
  }

  it('has no account until somebody makes one, in production and in development', async () => {
    for (const profile of ['production', 'development'] as const) {
      const fresh = await openTestServer({ profile })
      try {
        assert.deepEqual(await fresh.accounts.list(), [], profile)
      } finally {
        await fresh.close()
      }
    }
  })

  it('says which port is taken', async () => {
    const { port } = server().configuration
    await assert.rejects(openTestServer({ port }), /^ConfigurationError: port: another program/)
  })

  it('refuses a client at start whose floor is no class', async () => {
    const opening = openTestServer({
      clients: [
        {
          client_id: 'typo',
          client_secret: 'a-secret-that-is-long-enough',
          redirect_uris: ['http://localhost:9/callback'],
          step_up_minimum_acr: 'urn:step-up:3fa',
          first_party: true,
        },
      ],
    })
    await assert.rejects(opening, ConfigurationError)
  })
})

describe('a server that cannot be opened', () => {
  const folder = temporaryFolder()

  it('leaves no address taken, no file open and nothing at work, however far it came', async () => {
    expectLog()
    const [port, metricsPort] = [await claimPort(), await claimPort()]
    const configuration = {
      ...testConfiguration(folder(), port, { profile: 'production' }),
      metrics: { host: '127.0.0.1', port: metricsPort },
    }
    const log = {
      write(line: string) {
        // Said when it listens already.
        if (line.includes('mail.url is not set')) throw new Error('the disk of the log is full')
      },
    }
    for (const _ of [1, 2]) {
      await assert.rejects(openServer(configuration, { log }), /the disk of the log is full/)
    }
    const database = databaseOf(configuration)
    assert.equal(existsSync(`${database}-wal`), false)
    for (const taken of [port, metricsPort]) {
      await assert.rejects(fetch(`http://127.0.0.1:${taken}/`))
    }
  })
})

describe('what is closed together', () => {
  it('is closed in its order though parts of it cannot be, and the first reason is told', async () => {
    const closed: number[] = []
    const closing = closeAll(
      () => closed.push(1),
      () => Promise.reject(new Error('the first')),
      () => {
        throw new Error('the second')
      },
      async () => void closed.push(2),
    )
    await assert.rejects(closing, /the first/)
    assert.deepEqual(closed, [1, 2])
    await closeAll(() => closed.push(3))
    assert.deepEqual(closed, [1, 2, 3])
  })
})

describe('the server over TLS', () => {
  const folder = temporaryFolder()

  it('has __Host- cookies that are secure', async () => {
    expectLog()
    const { keys, ...settings } = productionSettings()
    keepSecret(keys.cookies[0] ?? '')
    const configuration = loadConfiguration({
      env: {
        OIDC_STEP_UP_ISSUER: settings.issuer,
        OIDC_STEP_UP_PORT: '0',
        OIDC_STEP_UP_STORE: `sqlite:${folder()}/production.sqlite`,
        OIDC_STEP_UP_SIGNING_KEYS: JSON.stringify(keys.signing),
        OIDC_STEP_UP_COOKIE_KEYS: keys.cookies.join(),
        OIDC_STEP_UP_SEALING_KEYS: keys.sealing.map(({ id, key }) => `${id}:${key}`).join(),
      },
      profile: 'production',
    })
    const server = await openServer(configuration, { log: { write: recordLog } })
    try {
      const started = await fetch(`${server.url}/account`, { redirect: 'manual' })
      const authorization = new URL(started.headers.get('Location') ?? '')
      assert.equal(authorization.origin, settings.issuer)
      const answer = await fetch(`${server.url}${authorization.pathname}${authorization.search}`, {
        redirect: 'manual',
      })
      const cookies = answer.headers.getSetCookie()
      assert.ok(cookies.length >= 2)
      for (const cookie of cookies) {
        assert.match(cookie, /^__(Host|Secure)-/)
        assert.match(cookie, /; secure/i)
        assert.match(cookie, /; httponly/i)
      }
      assert.ok(started.headers.get('Strict-Transport-Security'))
      assert.equal((await server.accounts.list(undefined, 1)).length, 0)
    } finally {
      await server.close()
    }
  })
})
