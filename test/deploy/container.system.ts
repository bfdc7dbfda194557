import { strict as assert } from 'node:assert'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { networksOf, readCompose, readImage } from '../support/compose.ts'

/** Of each file: how its nodes name their store, by which service and which volume, and by which passwords. */
const FILES = {
  'docker-compose.yml': {
    url: /^redis:\/\/:@redis:6379$/,
    store: 'redis',
    volume: 'redis:/data',
    passwords: ['REDIS_PASSWORD'],
  },
  'docker-compose.postgres.yml': {
    url: /^postgres:\/\/step_up:@postgres:5432\/step_up\?sslmode=disable$/,
    store: 'postgres',
    volume: 'postgres:/var/lib/postgresql/data',
    passwords: ['POSTGRES_PASSWORD', 'STEP_UP_PASSWORD'],
  },
} as const

for (const [file, expected] of Object.entries(FILES))
  describe(file, () => {
    const { services, networks, volumes } = readCompose(file)
    const nodes = Object.entries(services).filter(([, { build }]) => build !== undefined)

    it('runs two nodes that differ in nothing', () => {
      const [first, second, ...others] = nodes.map(([, node]) => node)
      assert.deepEqual(others, [])
      assert.deepEqual(first, second)
    })

    it('has no default for a secret, and keeps no key in a variable', () => {
      for (const [, { environment }] of nodes) {
        const url = environment['OIDC_STEP_UP_STORE'] ?? ''
        assert.match(url.replace(/\$\{\w+_PASSWORD:\?[^}]+\}/, ''), expected.url)
        assert.match(environment['OIDC_STEP_UP_MAIL_URL'] ?? '', /^\$\{OIDC_STEP_UP_MAIL_URL:\?/)
        for (const kind of ['SIGNING', 'COOKIE', 'SEALING']) {
          assert.match(environment[`OIDC_STEP_UP_${kind}_KEYS`] ?? '', /^file:/)
        }
      }
    })

    it('takes every privilege away that can be done without', () => {
      for (const [name, service] of Object.entries(services)) {
        assert.equal(service.read_only, true, name)
        assert.deepEqual(service.cap_drop, ['ALL'], name)
        assert.ok(service.security_opt.includes('no-new-privileges:true'), name)
        assert.equal(service.privileged, undefined, name)
        assert.deepEqual(service.cap_add, name === 'proxy' ? ['NET_BIND_SERVICE'] : [], name)
      }
    })

    it('lets the world reach the proxy alone, and the store the nodes alone', () => {
      const published = Object.entries(services).filter(
        ([, { ports }]) => !ports.every((port) => port.startsWith('127.0.0.1:')),
      )
      assert.deepEqual(
        published.map(([name]) => name),
        ['proxy'],
      )
      assert.equal(networks['store']?.internal, true)
      const inside = Object.entries(services).filter(([, one]) => networksOf(one).includes('store'))
      assert.deepEqual(
        inside.map(([name]) => name),
        [...nodes.map(([name]) => name), expected.store],
      )
    })

    it('keeps what the store holds on a volume', () => {
      assert.ok(services[expected.store]?.volumes.includes(expected.volume))
      assert.ok(expected.store in volumes)
    })

    it('asks for the passwords of its store, and for nothing that deploy/example.env does not name', () => {
      const example = readFileSync('deploy/example.env', 'utf8')
      const variables = new Set(
        [...readFileSync(file, 'utf8').matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name),
      )
      for (const name of variables) assert.match(example, new RegExp(`^(?:# )?${name}=`, 'm'))
      assert.deepEqual(
        [...variables].filter((name) => name.endsWith('_PASSWORD')).toSorted(),
        expected.passwords,
      )
    })

    it('mounts folders of keys, for a file that is replaced would be seen by nobody', () => {
      for (const [, { volumes: mounted }] of nodes) {
        assert.ok(mounted.includes('./keys:/etc/oidc-step-up/keys:ro'))
      }
    })

    it('is understood by docker compose, where there is one', () => {
      const there = [['docker', 'compose'] as const, ['docker-compose'] as const].filter(
        ([program, ...args]) => spawnSync(program, [...args, 'version']).status === 0,
      )
      const values = {
        OIDC_STEP_UP_DOMAIN: 'id.example.com',
        ...Object.fromEntries(expected.passwords.map((name) => [name, 'a1b2c3d4'])),
        OIDC_STEP_UP_MAIL_URL: 'smtp://mail:1025',
        OIDC_STEP_UP_MAIL_FROM: 'no-reply@example.com',
      }
      const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...values }
      for (const [program, ...args] of there) {
        const checked = spawnSync(program, [...args, '--file', file, 'config', '--quiet'], {
          env,
          encoding: 'utf8',
        })
        assert.equal(checked.status, 0, checked.stderr)
      }
    })

    it('starts the mail sink for who tries things alone', () => {
      assert.deepEqual(services['mail']?.profiles, ['try'])
    })
  })

describe('the Dockerfile', () => {
  const last =
    readFileSync('Dockerfile', 'utf8')
      .split(/^FROM /m)
      .at(-1) ?? ''

  it('runs as a user without privileges, with production dependencies alone', () => {
    assert.match(last, /^USER node$/m)
    assert.match(last, /^COPY --from=production .*node_modules/m)
    assert.doesNotMatch(last, /COPY --from=build .*node_modules|npm ci/)
  })

  it('serves with the built program and tells whether it is healthy', () => {
    const command = [
      'node',
      '--max-semi-space-size=4',
      '--max-old-space-size=1024',
      'dist/cli/main.js',
      'serve',
    ]
    assert.deepEqual(readImage().command, command)
    assert.match(last, /^HEALTHCHECK [\s\S]*\/healthz/m)
  })
})
