import { strict as assert } from 'node:assert'
import type { Client } from 'pg'
import type { AccountId } from '../../../src/kernel/ids.ts'
import { plusSeconds, type Instant } from '../../../src/kernel/instant.ts'
import { NETWORK_KEY } from '../../../src/people/payload-keys.ts'
import type { ThrottleSubject } from '../../../src/kernel/throttle/attempt-store.ts'
import {
  openPostgresStore,
  type PostgresStore,
} from '../../../src/stores/postgres/open-postgres-store.ts'
import { BY_ACCOUNT } from '../../../src/stores/sql/artefacts.ts'
import { GRANTS_OF } from '../../../src/stores/sql/grants.ts'
import { dialectOf } from '../../../src/stores/sql/dialect.ts'
import { clientOf, openSharedPostgres, type SharedPostgres } from '../../support/shared-postgres.ts'
import { createTestClock } from '../../support/test-clock.ts'

const HOUR = 3600
const ANN = 'ann' as AccountId
const POLICY = { free: 1, firstDelay: 1, longestDelay: 1, lockAt: 9 }

describe('PostgreSQL: what is kept in it', () => {
  const time = createTestClock()
  const { clock } = time
  let database: SharedPostgres
  let store: PostgresStore
  let other: Client

  before(async () => {
    database = await openSharedPostgres()
    store = await openPostgresStore({ url: database.url, clock, patience: 1300 })
    other = await clientOf(database.url)
  })
  beforeEach(() => database.empty())
  after(async () => {
    await other.end()
    await store.close()
    await database.close()
  })

  const begin = (id: string, network: string): Promise<void> =>
    store.adapter('Interaction').upsert(id, { [NETWORK_KEY]: network, returnTo: 'back' }, HOUR)

  it('is any text, be it one that PostgreSQL’s own has no character for', async () => {
    const names = [
      'a',
      'a\0',
      'a\0b',
      'a\u0001',
      'a\u0001\0',
      'a\u0001\u0001',
      'a\u0002',
      '\0',
      '😀',
      'ä',
    ]
    const sessions = store.adapter('AccessToken')
    for (const name of names) await sessions.upsert(name, { jti: name }, HOUR)
    for (const name of names) assert.deepEqual(await sessions.find(name), { jti: name })
    // What cannot be stored is not found, and no fault.
    assert.equal(await sessions.find('b\0'), undefined)
    const subject = 'password:a\0b' as ThrottleSubject
    await store.attempts.charge(subject, POLICY, clock())
    assert.equal((await store.attempts.find(subject))?.failures, 1)
  })

  it('is in the order of its bytes, whatever language the database is in', async () => {
    const ids = ['\0a', '\u0001', '\u0001\0', 'Z', '_', 'a', 'b-1', 'b1', 'ß', 'ä', '😀']
    for (const id of ids.toReversed()) {
      const changes = [{ kind: 'added', at: clock(), by: 'ann', version: 1 }] as const
      const client = { id, version: 1, metadata: {}, createdAt: clock(), changes, secrets: [] }
      await store.clients.add(client, 100)
    }
    const listed = await store.clients.list(undefined, 100)
    assert.deepEqual(
      listed.map(({ id }) => id),
      ids.toSorted((one, two) => Buffer.compare(Buffer.from(one), Buffer.from(two))),
    )
  })

  it('is any whole number that JavaScript has', async () => {
    const at = Number.MAX_SAFE_INTEGER as Instant
    await store.activity.add(ANN, at, '{}')
    assert.equal((await store.activity.list(ANN, undefined, 1))[0]?.at, at)
    await other.query('UPDATE activity SET at = at + 1')
    await assert.rejects(store.activity.list(ANN, undefined, 1), { message: /malformed: at/ })
  })

  it('has no sign-in wait for another that is being written', async () => {
    await other.query('BEGIN')
    await other.query(
      `INSERT INTO artefacts (model, id, payload, expires_at, network, network_at)
      VALUES ('Interaction', 'other', '{}', 9000000000000, 'net', 1)`,
    )
    // With one row for what is counted this would wait for the other's commit, and be a fault.
    for (let each = 0; each < 250; each += 1) await begin(`own ${each}`, 'net')
    await other.query('COMMIT')
    assert.ok(await store.adapter('Interaction').find('own 249'))
  })

  it('counts the sign-ins that nobody answers in steps where there may be many, and holds their bound', async () => {
    const limits = { interactionsPerNetwork: 300, anonymousInteractions: 400 }
    const bounded = await openPostgresStore({ url: database.url, clock, limits })
    const begins = (count: number, network: (index: number) => string) =>
      Promise.all(
        Array.from({ length: count }, (_, index) =>
          bounded
            .adapter('Interaction')
            .upsert(
              `${network(index)} ${index}`,
              { [NETWORK_KEY]: network(index), returnTo: 'back' },
              HOUR,
            ),
        ),
      )
    assert.equal(dialectOf({ name: 'postgres' }).anonymous.every(300), 3)
    await begins(600, () => 'one')
    const count = async (): Promise<number> =>
      Number((await other.query('SELECT count(*) FROM artefacts')).rows[0]?.count)
    // One in three looks: that forty in a row do not has a chance of one in ten million.
    assert.ok((await count()) < 340, `${await count()} are left`)
    await begins(600, (index) => `network ${index % 50}`)
    assert.ok((await count()) < 480, `${await count()} are left`)
    await bounded.close()
  })

  it('is swept in batches, around what somebody is changing', async () => {
    const tokens = store.adapter('AccessToken')
    for (let each = 0; each < 30; each += 1) await tokens.upsert(`token ${each}`, {}, 1)
    await tokens.upsert('lives', {}, 86_400)
    time.advance(10)
    await other.query('BEGIN')
    await other.query(`SELECT 1 FROM artefacts WHERE id = 'token 7' FOR UPDATE`)
    assert.equal(await store.sweep(20), 20)
    // It waits for nobody, and leaves that one.
    assert.equal(await store.sweep(100), 9)
    await other.query('COMMIT')
    assert.equal(await store.sweep(100), 1)
    assert.ok(await tokens.find('lives'))
  })

  it('is swept by two at once, each row by one', async () => {
    const tokens = store.adapter('AccessToken')
    await Promise.all(Array.from({ length: 200 }, (_, each) => tokens.upsert(`t${each}`, {}, 1)))
    await store.attempts.charge('password:idle', POLICY, clock())
    time.advance(40 * 86_400)
    const counts = await Promise.all([store.sweep(1000), store.sweep(1000), store.sweep(1000)])
    assert.equal(
      counts.reduce((sum, each) => sum + each, 0),
      201,
    )
  })

  it('is found by an index, and no table is read from end to end', async () => {
    await other.query(`INSERT INTO artefacts (model, id, payload, expires_at, account_id, network, network_at)
      SELECT 'Session', 'id ' || n, '{}', 9000000000000 + n, 'account ' || n % 500,
        CASE WHEN n % 10 = 0 THEN 'net ' || n % 100 END, n FROM generate_series(1, 20000) AS n`)
    await other.query('ANALYZE artefacts')
    const numbered = (sql: string): string => sql.replaceAll(/\?(\d)/g, '$$$1')
    const planOf = async (sql: string, values: readonly unknown[]): Promise<string> => {
      const { rows } = await other.query<{ 'QUERY PLAN': string }>({
        text: `EXPLAIN ${numbered(sql)}`,
        values: [...values],
      })
      return rows.map((row) => row['QUERY PLAN']).join('\n')
    }
    const { anonymous, ...dialect } = dialectOf({ name: 'postgres' })
    const plans = {
      sessions: await planOf(BY_ACCOUNT, ['account 7', 'Session', 0, 50]),
      grants: await planOf(GRANTS_OF, ['account 7']),
      network: await planOf(anonymous.ofNetwork, ['net 10', 300]),
      all: await planOf(anonymous.ofAll, [300]),
      swept: await planOf(dialect.deleteSome('artefacts', 'expires_at <= ?1'), [1, 100]),
    }
    for (const [name, plan] of Object.entries(plans)) {
      assert.doesNotMatch(plan, /Seq Scan/, `${name}:\n${plan}`)
    }
    assert.match(plans.swept, /Tid Scan/, plans.swept)
  })

  it('lets a change go on while others guess codes at the account', async () => {
    const subject = 'totp:ann' as ThrottleSubject
    const guess = async () =>
      store.attemptCode?.({ accountId: ANN, subject, policy: POLICY, at: clock(), matches: [] })
    const guesses = Array.from({ length: 200 }, guess)
    const added = store.accounts.add({
      id: ANN,
      login: 'ann',
      displayName: 'Ann',
      createdAt: plusSeconds(clock(), 0),
    })
    assert.equal(await added, true)
    const outcomes = (await Promise.all(guesses)).map((attempt) => attempt?.outcome)
    assert.equal(outcomes.filter((outcome) => outcome === 'charged').length, 1)
  })
})
