import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { stringify } from 'yaml'
import { type Profile, InvalidConfiguration } from '../../../src/server/config/configuration.ts'
import type { Environment } from '../../../src/server/config/environment.ts'
import { loadConfiguration } from '../../../src/server/config/load-configuration.ts'
import { productionSettings, randomKey } from '../../support/production-settings.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const production = (changes: object): [unknown, { profile: Profile }] => [
  { ...productionSettings(), ...changes },
  { profile: 'production' },
]

const API = 'https://api.example'

describe('a wrong configuration', () => {
  const folder = temporaryFolder()

  const refusalOf = (
    settings: unknown,
    { env = {}, profile = 'development' }: { env?: Environment; profile?: Profile } = {},
  ): InvalidConfiguration => {
    const file = join(folder(), 'config.yaml')
    writeFileSync(file, typeof settings === 'string' ? settings : stringify(settings))
    try {
      loadConfiguration({ file, env: { OIDC_STEP_UP_DATA_DIR: folder(), ...env }, profile })
    } catch (error) {
      if (error instanceof InvalidConfiguration) return error
      throw error
    }
    throw new Error('the configuration was accepted')
  }

  /** What is wrong with one option; nothing else may be. */
  const problemWith = (...parameters: Parameters<typeof refusalOf>): [string, string] => {
    const { problems } = refusalOf(...parameters)
    expect(problems, JSON.stringify(problems)).length(1)
    return [problems[0]!.path, problems[0]!.problem]
  }

  it('is told as a whole, by path, variable and what was expected', () => {
    const { code, message, problems } = refusalOf({
      isuer: 'https://id.example.com',
      port: '3000',
      sessions: { idel: '1h' },
      clients: [{ client_id: 'a', redirect_uri: 'https://a.example' }],
    })
    expect(code).equal('configuration_invalid')
    expect(problems.map(({ path }) => path)).members([
      'isuer',
      'port',
      'sessions.idel',
      'clients[0].redirect_uri',
    ])
    expect(message.split('\n')).members([
      'isuer: is not an option',
      'port (OIDC_STEP_UP_PORT): expected number, received string',
      'sessions.idel: is not an option',
      'clients[0].redirect_uri: is not an option',
    ])
  })

  it('names all that production lacks, with its variable, and makes nothing up', () => {
    const { message } = refusalOf({}, { profile: 'production' })
    expect(message.split('\n').map((line) => line.replace(/, for example .*/, ''))).deep.equal([
      'issuer (OIDC_STEP_UP_ISSUER): is required in production',
      'store (OIDC_STEP_UP_STORE): is required in production',
      'keys.signing (OIDC_STEP_UP_SIGNING_KEYS): is required in production',
      'keys.cookies (OIDC_STEP_UP_COOKIE_KEYS): is required in production',
      'keys.sealing (OIDC_STEP_UP_SEALING_KEYS): is required in production',
    ])
    expect(readdirSync(folder())).deep.equal(['config.yaml'])
  })

  it('leaves no trace in development either', () => {
    refusalOf({ port: -1 })
    expect(existsSync(join(folder(), 'keys.json'))).equal(false)
  })

  it('has an issuer that is reachable without TLS, or is no issuer', () => {
    const wrong = {
      'http://id.example.com': /expected https; http is served on loopback/,
      'http://localhost.example.com': /expected https/,
      'https://id.example.com/': /without a slash/,
      'https://id.example.com?a=b': /without credentials, query or fragment/,
      'https://id.example.com#': /without credentials, query or fragment/,
      'https://me:pw@id.example.com': /without credentials/,
      'https://ID.example.com': /https:\/\/id\.example\.com/,
      'https://id.example.com:443': /as it is compared/,
      'ftp://id.example.com': /expected an https URL/,
      'id.example.com': /expected an https URL/,
    }
    for (const [issuer, problem] of Object.entries(wrong)) {
      const [path, told] = problemWith(...production({ issuer }))
      expect(path).equal('issuer')
      expect(told, issuer).match(problem)
    }
  })

  it('has an issuer with a path that its cookies, routes and proxies would not all read alike', () => {
    const wrong = {
      'https://example.com/sso/': /without a slash at its end/,
      'https://example.com//sso': /without an empty segment/,
      'https://example.com/sso//id': /without an empty segment/,
      'https://example.com/sso/.': /without "\." and "\.\." segments/,
      'https://example.com/sso/./id': /without "\." and "\.\." segments/,
      'https://example.com/sso/../id': /without "\." and "\.\." segments/,
      'https://example.com/a%2Fb': /nothing in it may be escaped \(%2F\)/,
      'https://example.com/a%2fb': /nothing in it may be escaped/,
      'https://example.com/%2e%2e/id': /nothing in it may be escaped/,
      'https://example.com/s%C3%B6': /nothing in it may be escaped/,
      'https://example.com/sö': /letters, digits/,
      'https://example.com/sso;v=1': /letters, digits/,
      'https://example.com/:realm': /letters, digits/,
      'https://example.com/a b': /letters, digits/,
      'https://example.com\\sso': /letters, digits/,
      'https://example.com/sso?a=b': /without credentials, query or fragment/,
      'https://example.com/sso?': /without credentials, query or fragment/,
      'https://example.com/sso#top': /without credentials, query or fragment/,
      'https://example.com/sso#': /without credentials, query or fragment/,
      'https://example.com/healthz': /is for health checks/,
      'https://example.com/readyz': /is for health checks/,
    }
    for (const [issuer, problem] of Object.entries(wrong)) {
      const [path, told] = problemWith(...production({ issuer }))
      expect(path, issuer).equal('issuer')
      expect(told, issuer).match(problem)
    }
  })

  it('has a path to take away where there is none', () => {
    const none = ['basePath', 'nothing to strip: issuer has no path']
    expect(problemWith({ basePath: 'stripped' })).deep.equal(none)
    expect(problemWith(...production({ basePath: 'stripped' }))).deep.equal(none)
    expect(problemWith({ basePath: 'removed' })[0]).equal('basePath')
  })

  it('has a public issuer in the development profile', () => {
    const [path, told] = problemWith({ issuer: 'https://id.example.com' })
    expect(path).equal('issuer')
    expect(told).match(/set profile to production/)
  })

  it('has a store that is not served', () => {
    for (const store of ['/data.sqlite', 'sqlite:', 'mysql://localhost/a']) {
      const stores =
        'sqlite:<path>, redis://host:port or postgres://user:password@host:port/database'
      expect(problemWith({ store }), store).deep.equal(['store', `expected ${stores}`])
    }
    for (const store of ['redis://', 'redis://a,b', 'redis+sentinel://a', 'redis://u:hush@:1/2']) {
      const [path, told] = problemWith({ store })
      expect(path, store).equal('store')
      expect(told).match(/^expected redis:\/\/host:port/)
      expect(told).not.include('hush')
    }
  })

  it('has a PostgreSQL whose address is not whole, or that leaves TLS to chance', () => {
    const form = /^expected postgres:\/\/user:password@host:port\/database/
    const wrong = {
      'postgres:me:hush@a/b': form,
      'postgres://me:hush@/b': form,
      'postgresql://me:hush@a': form,
      'postgres://a/b?sslmode=disable': form,
      'postgres://me:hush@a:65536/b?sslmode=disable': form,
      'postgres://me:%hush@a/b?sslmode=disable': form,
      'postgres://me:hush@a/b': /TLS: add \?sslmode=verify-full/,
      'postgres://me:hush@a/b?sslmode=prefer': /sslmode is one of disable, /,
      'postgres://me:hush@a/b?sslmod=disable': /a parameter of its URL is unknown: sslmod/,
      'postgres://me:hush@a,c/b?sslmode=disable': /one host is asked/,
    }
    for (const [store, problem] of Object.entries(wrong)) {
      const [path, told] = problemWith({ store })
      expect(path, store).equal('store')
      expect(told, store).match(problem)
      expect(told).not.include('hush')
    }
    for (const [name, value] of Object.entries({
      connections: 0,
      lossyFailover: 'maybe',
      ca: '',
      durability: 'local',
    })) {
      expect(problemWith({ postgres: { [name]: value } })[0]).equal(`postgres.${name}`)
    }
  })

  it('has keys that are too short, public, symmetric or doubled, and repeats none of them', () => {
    const { keys } = productionSettings()
    const [jwk] = keys.signing.keys
    const short = randomKey(31)
    const wrong = {
      'keys.cookies[0].key': { ...keys, cookies: [short] },
      'keys.cookies': { ...keys, cookies: [] },
      'keys.sealing[1].key': { ...keys, sealing: `a:${randomKey()},b:${randomKey(33)}` },
      'keys.sealing[0].key': { ...keys, sealing: [{ id: 'a', key: `${randomKey()}+/=` }] },
      'keys.sealing': { ...keys, sealing: `a:${randomKey()},a:${randomKey()}` },
      'keys.signing': { ...keys, signing: 'a key' },
      'keys.signing.keys': { ...keys, signing: { keys: [] } },
      'keys.signing.keys[0]': { ...keys, signing: { keys: [{ ...jwk, d: undefined }] } },
      'keys.signing.keys[1]': {
        ...keys,
        signing: { keys: [jwk, { kty: 'oct', k: randomKey() }] },
      },
    }
    for (const [path, value] of Object.entries(wrong)) {
      const { message, problems } = refusalOf(...production({ keys: value }))
      expect(
        problems.map((problem) => problem.path),
        message,
      ).deep.equal([path])
      expect(message).not.include(short)
    }
  })

  it('names a file that cannot be read, or is no YAML, without quoting it', () => {
    const { keys } = productionSettings()
    const missing = production({ keys: { ...keys, cookies: 'file:/nowhere/at/all' } })
    expect(problemWith(...missing)).deep.equal([
      'keys.cookies',
      'cannot read /nowhere/at/all (ENOENT)',
    ])
    const { message } = refusalOf('keys:\n  cookies: [topsecret\nport: 1\n')
    expect(message).match(/config\.yaml is not YAML: \w+ in line \d/)
    expect(message).not.include('topsecret')
    expect(refusalOf('- a list').message).match(/expected options/)
    expect(() =>
      loadConfiguration({ file: '/nowhere.yaml', env: {}, profile: 'development' }),
    ).throw(InvalidConfiguration, /cannot read \/nowhere\.yaml \(ENOENT\)/)
  })

  it('has a variable of ours that does not exist, or holds what it cannot', () => {
    expect(problemWith({}, { env: { OIDC_STEP_UP_COOKIE_KEY: 'x' } })).deep.equal([
      'OIDC_STEP_UP_COOKIE_KEY',
      'unknown variable',
    ])
    for (const [name, value] of [
      ['OIDC_STEP_UP_PORT', 'http'],
      ['OIDC_STEP_UP_PORT', '70000'],
      ['OIDC_STEP_UP_LOG_LEVEL', 'loud'],
      ['OIDC_STEP_UP_PROFILE', 'staging'],
      ['OIDC_STEP_UP_TRUST_PROXY', 'true'],
      ['OIDC_STEP_UP_SESSIONS_IDLE', 'an hour'],
      ['OIDC_STEP_UP_SIGNING_KEYS', '{"keys":'],
      ['OIDC_STEP_UP_DEVICE_LIMIT', '-1'],
    ] as const) {
      const { message } = refusalOf({}, { env: { [name]: value } })
      expect(message, name).include(
        name.endsWith('PROXY') ? 'trustProxy[0]' : `(${name}): expected`,
      )
    }
  })

  it('is a name for authenticator apps of which none of them shows anything', () => {
    const nothing = 'must have a letter, a digit or another sign than : ? # % & + = ; which'
    for (const name of ['?', '#&+', '\u200d', '\u2060 %', '\u3164']) {
      expect(problemWith({ issuerName: name })[0]).equal('issuerName')
      const [path, problem] = problemWith({ productName: name })
      expect([path, problem.startsWith(nothing)]).deep.equal(['productName', true])
      expect(problemWith({ productName: name, issuerName: '::' })[0]).equal('issuerName')
    }
  })

  it('has values out of range, or that contradict each other', () => {
    const cases: Record<string, object> = {
      'sessions.idle': { sessions: { idle: '2h', lifetime: '1h' } },
      'sessions.lifetime': { sessions: { lifetime: '1 week' } },
      'interactions.lifetime': { interactions: { lifetime: 0 } },
      codeWindow: { codeWindow: 2 },
      deviceLimit: { deviceLimit: 0 },
      'newDevices.algorithm': { newDevices: { algorithm: 'MD5' } },
      'newDevices.digits': { newDevices: { digits: 7 } },
      'newDevices.period': { newDevices: { period: 90 } },
      metrics: { metrics: 'on' },
      'metrics.port': { metrics: { port: 70_000 } },
      workers: { workers: 0 },
      issuerName: { issuerName: 'ACME: login' },
      'trustProxy[0]': { trustProxy: ['10.0.0.0/33'] },
      trustProxy: { trustProxy: true },
      'throttle.lockAt': { throttle: { lockAt: 101 } },
      'throttle.free': { throttle: { free: 10, lockAt: 10 } },
      'throttle.firstDelay': { throttle: { firstDelay: '1h' } },
      'log.level': { log: { level: 'loud' } },
      'ladder[0].methods[1]': { ladder: [{ name: 'a', methods: ['password', 'sms'] }] },
      'ladder[0].methods': { ladder: [{ name: 'a', methods: ['totp'] }] },
      'ladder[0].maxAge': { ladder: [{ name: 'a', methods: ['password'], maxAge: 'soon' }] },
      'ladder[1]': {
        ladder: [
          { name: 'a', methods: ['password'] },
          { name: 'a', methods: ['password', 'totp'] },
        ],
      },
      secondFactorRequired: {
        secondFactorRequired: true,
        ladder: [
          { name: 'a', methods: ['password'] },
          { name: 'b', methods: ['password', 'totp'], enrolledJustNow: false },
        ],
      },
      secondFactorWhenEnrolled: { ladder: [{ name: 'a', methods: ['password'] }] },
      'ladder[0]': {
        ladder: [{ name: 'a', methods: ['password', 'totp'], enrolledJustNow: false }],
      },
      ladder: { ladder: [] },
      'clients[1].client_id': { clients: [{ client_id: 'a' }, { client_id: 'a' }] },
      'clients[0].client_id': { clients: [{}] },
      'clients[0].step_up_minimum_acr': {
        clients: [{ client_id: 'a', step_up_minimum_acr: 'urn:step-up:3fa' }],
      },
      'clients[0].step_up_allowed_origins[0]': {
        clients: [{ client_id: 'a', step_up_allowed_origins: ['https://app.example.com/'] }],
      },
      'clients[0].step_up_id_token_claims': {
        clients: [{ client_id: 'a', step_up_id_token_claims: 'no' }],
      },
      'resources[0].clients.a': {
        clients: [{ client_id: 'a' }],
        resources: [{ identifier: API, scopes: ['read'], clients: { a: ['read', 'write'] } }],
      },
    }
    for (const [path, settings] of Object.entries(cases)) {
      const [where, told] = problemWith(settings)
      expect(where, told).equal(path)
      expect(told).not.match(/undefined|Invalid/)
    }
  })

  it('names an address for logout tokens that they may not travel to', () => {
    for (const uri of [
      'http://shop.example/logout',
      'https://shop.example/logout#part',
      'https://shop.example/logout#',
      'https://name:password@shop.example/logout',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'shop.example/logout',
      '',
    ]) {
      const clients = [{ client_id: 'a', backchannel_logout_uri: uri }]
      const [path, problem] = problemWith({ clients })
      expect(path).equal('clients[0].backchannel_logout_uri')
      expect(problem).match(/^expected an https URL/)
    }
    expect(problemWith({ clients: [{ client_id: 'a', backchannel_logout_uri: 7 }] })[0]).equal(
      'clients[0].backchannel_logout_uri',
    )
  })
})
