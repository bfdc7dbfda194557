import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { expect } from 'chai'
import { stringify } from 'yaml'
import { DEFAULT_LADDER } from '../../../src/methods/index.ts'
import { DEFAULT_THROTTLE } from '../../../src/kernel/throttle/attempt-store.ts'
import { processesOf, type Profile } from '../../../src/server/config/configuration.ts'
import { loadConfiguration } from '../../../src/server/config/load-configuration.ts'
import { storeName } from '../../../src/server/store-location.ts'
import { databaseOf } from '../../support/database-of.ts'
import { productionSettings, randomKey, signingKeys } from '../../support/production-settings.ts'
import { LANGUAGES } from '../../../src/kernel/languages.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

describe('the configuration', () => {
  const folder = temporaryFolder()

  const write = (settings: unknown, name = 'config.yaml'): string => {
    const file = join(folder(), name)
    writeFileSync(file, typeof settings === 'string' ? settings : stringify(settings))
    return file
  }

  it('needs nothing in development', () => {
    const env = { OIDC_STEP_UP_DATA_DIR: folder() }
    const { keys, ...rest } = loadConfiguration({ env, profile: 'development' })
    expect(rest).deep.equal({
      profile: 'development',
      issuer: 'http://localhost:3000',
      basePath: 'kept',
      host: '127.0.0.1',
      port: 3000,
      workers: 1,
      redis: { durability: 'none', lossyFailover: 'refuse' },
      postgres: { connections: 10, lossyFailover: 'refuse' },
      store: { kind: 'sqlite', path: join(folder(), 'oidc-step-up.sqlite') },
      productName: 'OIDC Step-up',
      issuerName: 'OIDC Step-up',
      trustProxy: [],
      sessions: { idle: 3600, lifetime: 86_400 },
      interactions: { lifetime: 3600 },
      refreshTokens: { gracePeriod: 10 },
      ladder: DEFAULT_LADDER,
      secondFactorWhenEnrolled: true,
      secondFactorRequired: false,
      turnOffWith: 'code',
      accountDeletion: 'owner',
      signInPage: 'email-first',
      recoveryCodes: { amr: 'otp' },
      trustedBrowsers: { lifetime: 2_592_000 },
      mail: { requireTls: false },
      languages: LANGUAGES,
      branding: { links: [] },
      clients: [],
      pkce: 'where-needed',
      resources: [],
      codeWindow: 1,
      deviceLimit: 10,
      newDevices: { algorithm: 'SHA1', digits: 6, period: 30 },
      limits: {
        sessionsPerAccount: 100,
        interactionsPerNetwork: 2000,
        anonymousInteractions: 50_000,
      },
      throttle: DEFAULT_THROTTLE,
      keepAlive: 130,
      shutdown: { delay: 0, timeout: 10 },
      metrics: undefined,
      log: { level: 'info' },
      development: { dataDir: folder(), demo: { port: 3001 } },
    })
    expect(keys.signing.reveal().keys.map(({ alg }) => alg)).deep.equal(['RS256', 'ES256'])
  })

  it('takes in production what it is told', () => {
    const settings = productionSettings()
    const configuration = loadConfiguration({
      file: write(settings),
      env: {},
      profile: 'production',
    })
    expect(configuration).deep.include({
      profile: 'production',
      issuer: settings.issuer,
      store: { kind: 'sqlite', path: '/var/lib/oidc-step-up/data.sqlite' },
    })
    expect(configuration).not.have.property('development')
    const { keys } = configuration
    expect(keys.signing.reveal()).deep.equal(settings.keys.signing)
    expect(keys.cookies.reveal().map(({ key }) => key)).deep.equal(settings.keys.cookies)
    expect(
      keys.sealing.map(({ id, key }) => [id, Buffer.from(key.reveal()).toString('base64url')]),
    ).deep.equal([['k1', settings.keys.sealing[0]?.key]])
  })

  it('lays the file over the defaults and the environment over the file', () => {
    const file = write({ port: 4000, productName: 'From the file', sessions: { idle: '30m' } })
    const env = {
      OIDC_STEP_UP_DATA_DIR: folder(),
      OIDC_STEP_UP_PORT: '5000',
      OIDC_STEP_UP_SESSIONS_LIFETIME: '2h',
      OIDC_STEP_UP_TRUST_PROXY: '10.0.0.0/8, ::1',
      OIDC_STEP_UP_LOG_LEVEL: 'debug',
      PATH: '/bin',
    }
    expect(loadConfiguration({ file, env, profile: 'development' })).deep.include({
      issuer: 'http://localhost:5000',
      port: 5000,
      productName: 'From the file',
      issuerName: 'From the file',
      sessions: { idle: 1800, lifetime: 7200 },
      trustProxy: ['10.0.0.0/8', '::1'],
      log: { level: 'debug' },
    })
  })

  it('takes every key from the environment', () => {
    const [first, second, third] = [randomKey(), randomKey(), randomKey(64)]
    const env = {
      OIDC_STEP_UP_ISSUER: 'https://id.example.com/oidc',
      OIDC_STEP_UP_STORE: `sqlite:${join(folder(), 'x.sqlite')}`,
      OIDC_STEP_UP_SIGNING_KEYS: JSON.stringify(signingKeys()),
      OIDC_STEP_UP_COOKIE_KEYS: `${first}, ${third}`,
      OIDC_STEP_UP_SEALING_KEYS: `new:${first},old:${second}`,
      OIDC_STEP_UP_LOG_LEVEL: '',
    }
    const { keys, log } = loadConfiguration({ env, profile: 'production' })
    expect(keys.cookies.reveal()).deep.equal([{ key: first }, { key: third }])
    expect(keys.sealing.map(({ id }) => id)).deep.equal(['new', 'old'])
    expect(log.level).equal('info')
  })

  it('reads keys from files, relative to the file that names them', () => {
    mkdirSync(join(folder(), 'secrets'))
    const [first, second] = [randomKey(), randomKey()]
    write(`${first}\n${second}\n`, 'secrets/cookies')
    write(`k2:${second}\n`, 'secrets/sealing')
    write(JSON.stringify(signingKeys()), 'secrets/signing.json')
    const file = write({
      ...productionSettings(),
      store: 'sqlite:data.sqlite',
      keys: {
        cookies: 'file:secrets/cookies',
        sealing: `file://${folder()}/secrets/sealing`,
        signing: `file:${folder()}/secrets/signing.json`,
      },
    })
    const configuration = loadConfiguration({ file, env: {}, profile: 'production' })
    const { keys } = configuration
    expect(keys.cookies.reveal()).deep.equal([{ key: first }, { key: second }])
    expect(keys.sealing.map(({ id }) => id)).deep.equal(['k2'])
    expect(databaseOf(configuration)).equal(join(folder(), 'data.sqlite'))
  })

  it('runs a process for each processor where it is told so, and one in development', () => {
    const file = write({ ...productionSettings(), workers: 3 })
    const workersOf = (env: Record<string, string>, profile: Profile = 'production') =>
      processesOf(
        loadConfiguration({ file, env: { OIDC_STEP_UP_DATA_DIR: folder(), ...env }, profile }),
      )
    expect(workersOf({})).equal(3)
    expect(workersOf({ OIDC_STEP_UP_WORKERS: '2' })).equal(2)
    expect(workersOf({ OIDC_STEP_UP_WORKERS: 'auto' })).equal(availableParallelism())
    const local = { OIDC_STEP_UP_ISSUER: 'http://localhost:3000' }
    expect(workersOf(local, 'development')).equal(1)
  })

  it('takes a Redis, and shows its password nowhere', () => {
    const url = 'rediss+cluster://me:hush-hush@a.example:7000,b.example'
    const env = { OIDC_STEP_UP_STORE: url, OIDC_STEP_UP_DATA_DIR: folder() }
    const { store } = loadConfiguration({ env, profile: 'development' })
    if (store.kind !== 'redis') throw new Error(store.kind)
    expect(store.url.reveal()).equal(url)
    expect(JSON.stringify(store) + inspect(store)).not.include('hush')
    expect(storeName(store)).equal('rediss+cluster://a.example:7000,b.example')
  })

  it('takes a PostgreSQL, and shows its password nowhere, not even one that should have been escaped', () => {
    for (const password of ['hush-hush', 'hush@hush', 'hush%2Fhush', 'hush:hush']) {
      const url = `postgresql://me:${password}@a.example:5433/people?sslmode=verify-full`
      const env = { OIDC_STEP_UP_STORE: url, OIDC_STEP_UP_DATA_DIR: folder() }
      const { store } = loadConfiguration({ env, profile: 'development' })
      if (store.kind !== 'postgres') throw new Error(store.kind)
      expect(store.url.reveal()).equal(url)
      expect(JSON.stringify(store) + inspect(store)).not.include('hush')
      expect(storeName(store)).equal('postgresql://a.example:5433/people')
    }
  })

  it('finds the files for a PostgreSQL beside the configuration, or by variables', () => {
    const file = write({
      store: 'postgres://me@%2Frun%2Fpostgresql/people',
      postgres: { ca: 'ca.pem', connections: 4, lossyFailover: 'accept' },
    })
    const env = {
      OIDC_STEP_UP_DATA_DIR: folder(),
      OIDC_STEP_UP_POSTGRES_CERT: '/etc/client.pem',
      OIDC_STEP_UP_POSTGRES_KEY: '/etc/client-key.pem',
      OIDC_STEP_UP_POSTGRES_CONNECTIONS: '6',
    }
    expect(loadConfiguration({ file, env, profile: 'development' }).postgres).deep.equal({
      connections: 6,
      lossyFailover: 'accept',
      ca: join(folder(), 'ca.pem'),
      cert: '/etc/client.pem',
      key: '/etc/client-key.pem',
    })
  })

  it('lets file and environment name the profile, and the file be named by a variable', () => {
    const file = write({ ...productionSettings(), profile: 'production' })
    const env = { OIDC_STEP_UP_CONFIG: file }
    expect(loadConfiguration({ env, profile: 'development' }).profile).equal('production')
    const other = write({ profile: 'production' }, 'other.yaml')
    const inDevelopment = { OIDC_STEP_UP_PROFILE: 'development', OIDC_STEP_UP_DATA_DIR: folder() }
    expect(
      loadConfiguration({ file: other, env: inDevelopment, profile: 'production' }).profile,
    ).equal('development')
  })

  it('passes client metadata on as it is', () => {
    const client = {
      client_id: 'shop',
      client_secret: 'a secret',
      redirect_uris: ['https://shop.example.com/callback'],
      token_endpoint_auth_method: 'client_secret_post',
      default_max_age: 60,
      step_up_minimum_acr: 'urn:step-up:2fa',
    }
    const file = write({ clients: [client, { client_id: 'own', first_party: true }] })
    const env = { OIDC_STEP_UP_DATA_DIR: folder() }
    expect(loadConfiguration({ file, env, profile: 'development' }).clients).deep.equal([
      { ...client, first_party: false },
      { client_id: 'own', first_party: true },
    ])
  })

  it('prints no key', () => {
    const settings = productionSettings()
    const configuration = loadConfiguration({
      file: write(settings),
      env: {},
      profile: 'production',
    })
    const printed = inspect(configuration, { depth: 20 }) + JSON.stringify(configuration)
    const { signing, cookies, sealing } = settings.keys
    for (const secret of [signing.keys[0]?.d, cookies[0], sealing[0]?.key]) {
      expect(printed).not.include(String(secret))
    }
  })
})
