import { strict as assert } from 'node:assert'
import { subjectOf } from '../../src/kernel/throttle/attempt-budget.ts'
import { DEFAULT_THROTTLE, type ThrottleSubject } from '../../src/kernel/throttle/attempt-store.ts'
import type { TimeStep } from '../../src/people/authenticator.ts'
import { createRecoveryCodeSetId, type AccountId } from '../../src/kernel/ids.ts'
import { dateOf, plusSeconds, systemClock, type Instant } from '../../src/kernel/instant.ts'
import { confirmed } from '../../src/stores/conformance/authenticator-samples.ts'
import { commandLine } from '../support/command-line.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'

const PASSWORD = keepSecret('a password that is long enough')
const UNHINDERED = { ...DEFAULT_THROTTLE, free: Number.MAX_SAFE_INTEGER, lockAt: 1e9 }

const iso = (at: Instant): string => dateOf(at).toISOString()

describe('an operator who is asked why an account cannot sign in', () => {
  const { run, answer, store } = commandLine()
  let id: AccountId

  beforeEach(async () => {
    const made = await run(['accounts', 'add', 'alice', '--json', '--email', 'alice@example.org'], {
      input: PASSWORD,
    })
    id = (made.json() as { id: AccountId }).id
  })

  /** So many failures, the last of them at that moment. */
  async function fail(subject: ThrottleSubject, failures: number, at: Instant): Promise<void> {
    for (let count = 0; count < failures; count += 1) {
      await store().attempts.charge(subject, UNHINDERED, at)
    }
  }

  const textOf = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(args)
    assert.equal(code, 0, stderr)
    return stdout
  }
  const jsonOf = async (...args: string[]): Promise<unknown> =>
    (await run([...args, '--json'])).json()

  it('finds nothing where nobody has failed', async () => {
    assert.match(await textOf('accounts', 'show', 'alice'), /password +no failed attempts\n/)
    assert.match(await textOf('accounts', 'list'), /enabled\n$/)
    assert.match(await textOf('explain', '--account', 'alice'), /^RULE/)
    assert.equal(await textOf('devices', 'list', 'alice'), 'alice has no devices\n')
  })

  it('sees a lock in each place, and since when', async () => {
    const since = plusSeconds(systemClock(), -60)
    await fail(subjectOf('alice'), DEFAULT_THROTTLE.lockAt, since)
    await fail(`totp:${id}`, DEFAULT_THROTTLE.lockAt, since)
    const locked = `locked since ${iso(since)}`
    const shown = await textOf('accounts', 'show', 'Alice')
    assert.match(shown, /state +locked\n/)
    assert.match(shown, new RegExp(`password +100 failed attempts, ${locked}\n`))
    assert.match(shown, new RegExp(`codes +100 failed attempts, ${locked}\n`))
    assert.match(await textOf('accounts', 'list'), /locked\n$/)
    assert.match(await textOf('devices', 'list', 'alice'), new RegExp(`codes: .*${locked}\n$`))
    const explained = await textOf('explain', '--account', 'alice')
    assert.match(explained, new RegExp(`^Too many attempts: password ${locked}\\.\n`))
    assert.match(explained, new RegExp(`\nToo many attempts: codes ${locked}\\.\n`))
    const failures = { failures: 100, lockedSince: iso(since) }
    const attempts = { password: failures, knownBrowsers: { failures: 0 }, codes: failures }
    assert.deepEqual(
      Reflect.get(Object(await jsonOf('accounts', 'show', 'alice')), 'attempts'),
      attempts,
    )
    assert.deepEqual(
      Reflect.get(Object(await jsonOf('explain', '--account', 'alice')), 'attempts'),
      attempts,
    )
  })

  it('sees a delay that runs, until when, and not one that is over', async () => {
    const at = systemClock()
    const { free, longestDelay } = DEFAULT_THROTTLE
    await fail(subjectOf('alice'), free + 20, at)
    const until = iso(plusSeconds(at, longestDelay))
    const shown = await textOf('accounts', 'show', 'alice')
    assert.match(shown, new RegExp(`password +25 failed attempts, waits until ${until}\n`))
    assert.match(await textOf('accounts', 'list'), /waiting\n$/)
    assert.match(
      await textOf('explain', '--account', 'alice'),
      new RegExp(`^Too many attempts: password waits until ${until}\\.\n`),
    )
    await store().attempts.clear(subjectOf('alice'))
    await fail(subjectOf('alice'), free + 20, plusSeconds(at, -2 * longestDelay))
    assert.match(await textOf('accounts', 'show', 'alice'), /password +25 failed attempts\n/)
    assert.match(await textOf('accounts', 'list'), /enabled\n$/)
  })

  /** A device, recovery codes, a session, a grant with its token, and a sign-in in the history. */
  async function settle(): Promise<void> {
    await confirmed(store().authenticators, id, 'Phone', 1 as TimeStep)
    const createdAt = systemClock()
    const secret = { keyId: 'key-1', bytes: Uint8Array.from([1, 2, 3]) }
    await store().recoveryCodes.put(
      {
        id: createRecoveryCodeSetId(),
        accountId: id,
        secret,
        count: 10,
        createdAt,
        used: new Map([]),
      },
      undefined,
    )
    const signedIn = { type: 'signed_in', methods: ['password'], origin: ORIGIN }
    await store().activity.add(id, createdAt, JSON.stringify(signedIn))
    for (const uid of ['one', 'two']) {
      const authorizations = { shop: { grantId: `grant ${uid}`, sid: uid } }
      const payload = { uid, accountId: id, startedAt: createdAt, browser: ORIGIN, authorizations }
      await store().adapter('Session').upsert(`id ${uid}`, payload, 3600)
      const granted = { accountId: id, clientId: 'shop' }
      await store().adapter('Grant').upsert(`grant ${uid}`, granted, 3600)
      const token = { accountId: id, grantId: `grant ${uid}` }
      await store().adapter('AccessToken').upsert(`token ${uid}`, token, 3600)
    }
  }

  const ORIGIN = { address: '192.0.2.7', userAgent: 'Browser/1.0' }

  it('sees what there is of it', async () => {
    await settle()
    const shown = await textOf('accounts', 'show', 'alice')
    for (const line of [
      /mail address +alice@example\.org/,
      /devices +1: Phone\n/,
      /recovery codes +10 left\n/,
      /sessions +2\n/,
      /applications +1\n/,
      /last sign-in +\d{4}-/,
    ]) {
      assert.match(shown, line)
    }
  })

  it('lists sessions and ends one, or all, with what was granted for as long', async () => {
    await settle()
    const listed = await textOf('sessions', 'list', 'alice')
    assert.match(listed, /192\.0\.2\.7 +shop +(one|two) +Browser\/1\.0\n/)
    assert.equal(((await jsonOf('sessions', 'list', 'alice')) as unknown[]).length, 2)
    const unconfirmed = await run(['sessions', 'end', 'alice', 'one'])
    assert.equal(unconfirmed.code, 2)
    assert.equal(
      await textOf('sessions', 'end', 'alice', 'one', '--yes'),
      'ended 1 session of alice\n',
    )
    assert.equal(await store().adapter('AccessToken').find('token one'), undefined)
    assert.notEqual(await store().adapter('AccessToken').find('token two'), undefined)
    const again = await run(['sessions', 'end', 'alice', 'one', '--yes', '--json'])
    assert.equal(again.code, 3)
    assert.equal(await textOf('sessions', 'end', 'alice', '--yes'), 'ended 1 session of alice\n')
    assert.equal(await textOf('sessions', 'list', 'alice'), 'alice is not signed in anywhere\n')
  })

  it('leaves word of the sessions that it ends for the server, which tells their applications', async () => {
    await settle()
    await textOf('sessions', 'end', 'alice', 'one', '--yes')
    // What tells of an account's end outlives it.
    await textOf('accounts', 'remove', 'alice', '--yes')
    const { logouts } = store()
    const later = plusSeconds(systemClock(), 60)
    const queued = [await logouts.claim(later, plusSeconds(later, 60))]
    queued.push(await logouts.claim(later, plusSeconds(later, 60)))
    assert.deepEqual(
      queued.map((notice) => [notice?.clientId, notice?.accountId, notice?.attempts]),
      [
        ['shop', id, 1],
        ['shop', id, 1],
      ],
    )
    assert.equal(await logouts.claim(later, later), undefined)
  })

  it('ends no session of anybody else', async () => {
    await settle()
    await run(['accounts', 'add', 'bob'], { input: PASSWORD })
    assert.equal((await run(['sessions', 'end', 'bob', 'one', '--yes'])).code, 3)
    assert.equal(await store().artefacts.countSessions(id), 2)
  })

  it('removes an account when its name is entered again, and hears what goes and what stays', async () => {
    await settle()
    assert.equal((await run(['accounts', 'remove', 'alice'], { input: 'alice\n' })).code, 2)
    const wrong = await answer(['accounts', 'remove', 'alice'], [['again', 'alicia']])
    assert.equal(wrong.code, 4)
    const empty = await answer(['accounts', 'remove', 'alice'], [['again', 'y']])
    assert.equal(empty.code, 4)
    assert.notEqual(await store().accounts.find(id), undefined)

    const right = await answer(['accounts', 'remove', 'alice'], [['again', ' Alice']])
    assert.equal(right.code, 0, right.stdout)
    const told =
      /1 device, 10 recovery codes, 2 sessions, access of 1 application, 0 trusted browsers, 0 waiting mails/
    assert.match(right.stderr, told)
    assert.match(right.stdout, told)
    assert.match(right.stdout, /history stays under this id for 180 days, without addresses/)
    assert.equal((await run(['accounts', 'show', 'alice'])).code, 3)
    assert.equal(await store().adapter('AccessToken').find('token one'), undefined)
    const history = await store().activity.list(id, undefined, 10)
    assert.ok(history.length > 1)
    for (const { entry } of history) assert.doesNotMatch(entry, /192\.0\.2\.7/)
  })

  it('removes it without a question with --yes, and leaves its login to others', async () => {
    assert.deepEqual(await jsonOf('accounts', 'remove', 'alice', '--yes'), {
      id,
      removed: true,
      devices: 0,
      recoveryCodes: 0,
      trustedBrowsers: 0,
      sessions: 0,
      applications: 0,
      waitingMails: 0,
      historyDays: 180,
    })
    const made = await run(['accounts', 'add', 'alice', '--json'], { input: PASSWORD })
    assert.notEqual((made.json() as { id: AccountId }).id, id)
  })

  it('says when an account is deleted whose owner wants that, and nothing of it otherwise', async () => {
    const at = plusSeconds(systemClock(), 86_400)
    const leavesAt = async () =>
      Reflect.get(Object(await jsonOf('accounts', 'show', 'alice')), 'leavesAt') as unknown
    assert.doesNotMatch(await textOf('accounts', 'show', 'alice'), /deletion/)
    assert.equal(await leavesAt(), undefined)
    await store().accounts.leave(id, at)
    const shown = await textOf('accounts', 'show', 'alice')
    assert.match(shown, new RegExp(`deletion +on ${iso(at)}, as its owner asked\n`))
    assert.equal(await leavesAt(), iso(at))
  })

  it('states on record that an address is verified, of an account that has one', async () => {
    assert.equal(
      await textOf('accounts', 'set-email', 'alice', 'ann@example.org', '--verified'),
      'mails for alice go to ann@example.org, which is verified\n',
    )
    assert.match(await textOf('accounts', 'show', 'alice'), /ann@example\.org \(verified\)\n/)
    const [last] = await store().activity.list(id, undefined, 1)
    assert.deepEqual(JSON.parse(last?.entry ?? ''), {
      type: 'email_changed',
      by: 'administrator',
      verified: true,
    })
    await textOf('accounts', 'set-email', 'alice', 'ann@example.org')
    assert.match(await textOf('accounts', 'show', 'alice'), /\(not verified\)\n/)
    assert.equal((await run(['accounts', 'set-email', 'alice', '--verified'])).code, 4)
    await run(['accounts', 'add', 'bob@example.org'], { input: PASSWORD })
    await textOf('accounts', 'set-email', 'bob@example.org', '--verified')
    assert.match(
      await textOf('accounts', 'show', 'bob@example.org'),
      /bob@example\.org \(verified\)\n/,
    )
  })

  it('adds an account whose address is verified from the beginning, if it has one', async () => {
    const add = (...args: string[]) =>
      run(['accounts', 'add', ...args, '--verified'], { input: PASSWORD })
    await add('cara@example.org')
    await add('dan', '--email', 'dan@example.org')
    for (const [login, address] of [
      ['cara@example.org', 'cara@example.org'],
      ['dan', 'dan@example.org'],
    ] as const) {
      assert.ok((await textOf('accounts', 'show', login)).includes(`${address} (verified)\n`))
    }
    assert.equal((await add('eve')).code, 4)
    assert.equal((await run(['accounts', 'show', 'eve'])).code, 3)
  })

  it('leaves a trail of all that was changed', async () => {
    await settle()
    await fail(`totp:${id}`, 1, systemClock())
    for (const args of [
      ['accounts', 'disable', 'alice', '--yes'],
      ['accounts', 'enable', 'alice'],
      ['accounts', 'unlock', 'alice'],
      ['accounts', 'set-email', 'alice', 'a@example.org'],
      ['sessions', 'end', 'alice', '--yes'],
      ['accounts', 'remove', 'alice', '--yes'],
    ]) {
      const { code, stdout } = await run(args)
      assert.equal(code, 0, stdout)
    }
    const told = (await store().activity.list(id, undefined, 20)).map(
      ({ entry }) => (JSON.parse(entry) as { type: string }).type,
    )
    assert.deepEqual(told.toReversed(), [
      'account_created',
      'signed_in',
      'account_disabled',
      'account_enabled',
      'account_unlocked',
      'email_changed',
      'sessions_ended',
      'account_removed',
    ])
  })
})
