import { strict as assert } from 'node:assert'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createClient } from 'redis'
import { Secret } from '../../../src/kernel/secret.ts'
import { openConnection, scriptSources } from '../../../src/stores/redis/connection.ts'
import { openRedisStore } from '../../../src/stores/redis/open-redis-store.ts'
import { PROBE } from '../../../src/stores/redis/probe.ts'
import { commandLine } from '../../support/command-line.ts'
import { Person } from '../../support/person.ts'
import { startRedis, type RedisServer } from '../../support/redis-server.ts'
import { keepSecret } from '../../support/secrets-in-logs.ts'
import { openTestServer } from '../../support/test-server.ts'

const PASSWORD = keepSecret('your-own-password')

/** As docs/operations.md has it, without what Redis 7.0 does not know. */
const documented = (): string[] => {
  const [, line = ''] =
    /^```redis\n(.*)\n```$/m.exec(readFileSync('docs/operations.md', 'utf8')) ?? []
  return line.split(' ').filter((word) => word !== '+waitaof')
}

/** What each answers within a script where the user must not run a command, or the command is renamed. */
const REFUSALS = {
  'Redis 7.0':
    "ERR The user executing the script can't run this command or subcommand script: f3, on @user_script:1.",
  'Redis 7.2 to 8.2, and Valkey':
    "ERR ACL failure in script: User u has no permissions to run the 'hset' command script: f3, on @user_script:1.",
  'Redis of a renamed one':
    'ERR Unknown Redis command called from script script: f3, on @user_script:1.',
  'Valkey of a renamed one': 'ERR Unknown command called from script script: on @user_script:1.',
}

describe('Redis: a user with the least rights', () => {
  const { folder, run } = commandLine()
  let redis: RedisServer
  let url: string
  let admin: ReturnType<typeof createClient>

  before(async () => {
    redis = await startRedis()
    url = redis.url.replace('//', `//step-up:${PASSWORD}@`)
    admin = createClient({ url: redis.url })
    await admin.connect()
  })
  beforeEach(async () => {
    await admin.sendCommand(documented())
    await admin.sendCommand(['ACL', 'LOG', 'RESET'])
  })
  after(async () => {
    await admin.close()
    await redis.close()
  })

  /** What was tried and not allowed. */
  async function denied(): Promise<string[]> {
    const entries = (await admin.sendCommand(['ACL', 'LOG'])) as unknown as unknown[]
    return entries.map((entry) => {
      const facts = Array.isArray(entry) ? entry.map(String) : Object.entries(Object(entry)).flat()
      return String(facts[facts.indexOf('object') + 1])
    })
  }

  it('does all that servers and the command line do, and asks for nothing else', async () => {
    const server = await openTestServer({ store: { kind: 'redis', url: new Secret(url) } })
    try {
      const person = await Person.of(server)
      const phone = await person.addDevice('Phone')
      server.advance(30)
      await person.elsewhere().addDevice('Tablet', phone)
      assert.equal((await fetch(`${server.url}/readyz`)).status, 200)
    } finally {
      await server.close()
    }
    const env = { OIDC_STEP_UP_STORE: url }
    for (const command of [
      ['accounts', 'add', 'ann', '--no-password'],
      ['accounts', 'list'],
      ['keys', 'verify'],
      ['backup', '--to', join(folder(), 'a.backup')],
      ['store', 'migrate', '--from', url, '--to', `sqlite:${join(folder(), 'b')}`],
    ]) {
      const { code, stderr } = await run(command, { env })
      assert.equal(code, command[0] === 'keys' ? code : 0, `${command.join(' ')}: ${stderr}`)
    }
    assert.deepEqual(await denied(), [])
  })

  it('is refused at start where it lacks a right, with the name of what is not allowed', async () => {
    for (const [right, told] of [
      ['-evalsha', /Redis does not allow EVALSHA \(NOPERM\)/],
      ['-hset', /Redis does not allow, or does not know, HSET/],
      ['-zrange', /Redis does not allow, or does not know, ZRANGE/],
      ['-info', /Redis does not allow INFO \(NOPERM\)/],
      ['resetkeys', /Redis does not allow \w+ on keys step-up:\* \(NOPERM\)/],
    ] as const) {
      await admin.sendCommand(documented())
      await admin.sendCommand(['ACL', 'SETUSER', 'step-up', right])
      await assert.rejects(openRedisStore({ url }), ({ message }: Error) => {
        assert.match(message, told)
        assert.doesNotMatch(message, /does not answer/)
        return true
      })
    }
  })

  it('that loses a right later takes the node out of use, and comes back with it', async () => {
    const server = await openTestServer({ store: { kind: 'redis', url: new Secret(url) } })
    try {
      const ready = async (): Promise<number> => (await fetch(`${server.url}/readyz`)).status
      assert.equal(await ready(), 200)
      await admin.sendCommand(['ACL', 'SETUSER', 'step-up', '-evalsha', '-eval'])
      assert.equal(await ready(), 503)
      const told = server.log().map(({ err }) => String((err as Error | undefined)?.message))
      assert.ok(told.includes('Redis does not allow EVALSHA (NOPERM)'), told.join('\n'))
      await admin.sendCommand(documented())
      assert.equal(await ready(), 200)
    } finally {
      await server.close()
    }
  })

  for (const [program, forbidden] of Object.entries(REFUSALS)) {
    it(`is told what is not allowed as ${program} says it within a script`, async () => {
      const refusing = `local redis = { pcall = function(name)
        if name == 'HSET' then return { err = ARGV[1] } end
        return 1
      end }\n${PROBE}`
      const keys = ['3', 'a', 'b', 'c']
      assert.deepEqual(await admin.sendCommand(['EVAL', refusing, ...keys, forbidden]), ['HSET'])
      const connection = await openConnection(redis.url)
      try {
        const failing = 'return redis.error_reply(ARGV[1])'
        await assert.rejects(connection.send('a', 'EVAL', failing, '0', forbidden), {
          message: 'Redis does not allow what a script runs (EVAL)',
        })
      } finally {
        await connection.close()
      }
    })
  }

  it('sends nothing that a user of any version needs another right for', async () => {
    const own = await startRedis()
    try {
      const connection = await openConnection(own.url)
      await connection.send('a', 'GET', 'a')
      await connection.close()
      const client = createClient({ url: own.url, RESP: 2, disableClientInfo: true })
      await client.connect()
      const stats = await client.info('errorstats')
      await client.close()
      assert.doesNotMatch(stats, /errorstat_ERR/)
    } finally {
      await own.close()
    }
  })

  it('is tried with every command that a script runs, and that is sent by itself', () => {
    const scripts = scriptSources().flatMap((source) =>
      [...source.matchAll(/redis\.p?call\('([A-Za-z]+)'/g)].map(([, name = '']) => name),
    )
    assert.ok(scripts.length > 20)
    const sent = globSync('src/stores/redis/*.ts').flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\bsend\(\s*[\w.()]+,\s*'([A-Z]+)'/g)].map(
        ([, name = '']) => name,
      ),
    )
    assert.ok(sent.length > 20, `${sent.length} commands are sent`)
    const called = [...scripts, ...sent]
    const tried = new Set([...PROBE.matchAll(/'([A-Z]{3,})'/g)].map(([, name = '']) => name))
    assert.deepEqual(
      [...new Set(called)].filter((name) => !tried.has(name)),
      [],
    )
  })
})

describe('Redis: with a command that is renamed', () => {
  it('is refused at start, with the name of the command', async () => {
    for (const [command, told] of [
      ['EVALSHA', /Redis does not know EVALSHA/],
      ['ZADD', /Redis does not allow, or does not know, ZADD/],
    ] as const) {
      const redis = await startRedis(['--rename-command', command, `OTHER${command}`])
      try {
        await assert.rejects(openRedisStore({ url: redis.url }), { path: 'store', message: told })
      } finally {
        await redis.close()
      }
    }
  })
})
