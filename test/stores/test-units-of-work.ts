import { strict as assert } from 'node:assert'
import type { AccountId } from '../../src/kernel/ids.ts'
import type { Instant } from '../../src/kernel/instant.ts'
import { AlreadyConsumed } from '../../src/stores/already-consumed.ts'
import { adapterConformance } from '../../src/stores/conformance/adapter-conformance.ts'
import type { OpenTwoHandles } from '../../src/stores/conformance/property.ts'
import type { Store } from '../../src/stores/store.ts'

const HOUR = 3600

/** Each operation of the adapter as a request of its own. */
const inRequests = (store: Store): Store => ({
  ...store,
  adapter(model) {
    const adapter = store.adapter(model) as object
    return Object.fromEntries(
      Object.entries(adapter).map(([name, operation]) => [
        name,
        (...args: unknown[]) =>
          store.within(() => (operation as (...all: unknown[]) => Promise<unknown>)(...args), none),
      ]),
    ) as unknown as ReturnType<Store['adapter']>
  },
})

function none(error: unknown): never {
  throw new Error('nothing was to be lost', { cause: error })
}

/** What a request may rely on that runs as one unit of work; for the `describe` that it is called in. */
export function testUnitsOfWork(open: OpenTwoHandles<Store>): void {
  let first: Store
  let second: Store
  beforeEach(async () => {
    ;({ first, second } = await open())
  })

  it('has written everything when it resolves, and what it left running writes at once', async () => {
    let left: Promise<void> | undefined
    const afterwards = Promise.withResolvers<void>()
    const codes = first.adapter('AuthorizationCode')
    await first.within(async () => {
      await codes.upsert('code', { grantId: 'grant', accountId: 'anna' }, HOUR)
      await first.adapter('Session').upsert('id', { uid: 'uid', accountId: 'anna' }, HOUR)
      left = afterwards.promise.then(() => codes.upsert('late', {}, HOUR))
    }, none)
    const others = second.adapter('AuthorizationCode')
    assert.ok(await others.find('code'))
    assert.ok(await second.adapter('Session').find('id'))
    assert.equal(await others.find('late'), undefined)
    afterwards.resolve()
    await left
    assert.ok(await others.find('late'))
  })

  it('reads what it has written itself, and what others wrote after it wrote', async () => {
    const interactions = first.adapter('Interaction')
    await interactions.upsert('id', { returnTo: 'a', accountId: 'anna' }, HOUR)
    await first.within(async () => {
      assert.equal((await interactions.find('id'))?.returnTo, 'a')
      await interactions.upsert('id', { returnTo: 'b' }, HOUR)
      assert.equal((await interactions.find('id'))?.returnTo, 'b')
      await interactions.upsert('id', { returnTo: 'c' }, HOUR)
      await interactions.destroy('id')
      assert.equal(await interactions.find('id'), undefined)
    }, none)
    assert.equal(await second.adapter('Interaction').find('id'), undefined)
  })

  it('reads an artefact anew each time, though others were read ahead', async () => {
    const [own, others] = [first.adapter('AccessToken'), second.adapter('Grant')]
    await others.upsert('grant', { accountId: 'anna', clientId: 'shop' }, HOUR)
    await own.upsert('token', { grantId: 'grant', accountId: 'anna' }, HOUR)
    await first.within(async () => {
      assert.ok(await own.find('token'))
      assert.ok(await first.adapter('Grant').find('grant'))
      await second.adapter('AccessToken').destroy('token')
      await others.destroy('grant')
      assert.equal(await own.find('token'), undefined)
      assert.equal(await first.adapter('Grant').find('grant'), undefined)
    }, none)
  })

  it('reads anew, where it is told to, what others wrote meanwhile', async () => {
    const interactions = first.adapter('Interaction')
    await interactions.upsert('id', { returnTo: 'a' }, HOUR)
    await first.within(async () => {
      assert.equal((await interactions.find('id'))?.returnTo, 'a')
      await second.adapter('Interaction').upsert('id', { returnTo: 'b' }, HOUR)
      const anew = await first.anew(() => interactions.find('id'))
      assert.equal(anew?.returnTo, 'b')
    }, none)
  })

  it('reads an account anew that it has changed', async () => {
    const id = 'Ännä (1)!' as AccountId
    const account = { id, login: 'Anna', displayName: 'Anna', createdAt: 1 as Instant }
    await first.accounts.add(account, 'hash')
    await first.within(async () => {
      assert.equal((await first.accounts.findByLogin('anna'))?.account.id, id)
      assert.equal((await first.accounts.find(id))?.proofsNotBefore, undefined)
      await first.accounts.voidProofs(id, 7 as Instant)
      assert.equal((await first.accounts.find(id))?.proofsNotBefore, 7)
      assert.deepEqual(await first.authenticators.list(id), [])
    }, none)
  })

  it('reads the account anew whose name is given: a password is proved as of that moment', async () => {
    const id = 'anna' as AccountId
    const account = { id, login: 'Anna', displayName: 'Anna', createdAt: 1 as Instant }
    await first.accounts.add(account, 'old')
    await first.within(async () => {
      assert.ok(await first.accounts.find(id))
      await second.accounts.setPassword(id, 'new', 7 as Instant)
      const found = await first.accounts.findByLogin('anna')
      assert.equal(found?.passwordHash, 'new')
      assert.equal(found.account.proofsNotBefore, 7)
    }, none)
  })

  it('does together what it decides by the account as it is, whatever it has read of it before', async () => {
    const id = 'anna' as AccountId
    const account = { id, login: 'Anna', displayName: 'Anna', createdAt: 1 as Instant }
    await first.accounts.add(account, 'old')
    await first.within(async () => {
      assert.ok(await first.accounts.find(id))
      await second.accounts.leave(id, 9 as Instant)
      const isLeaving = await first.together(id, async () => {
        const found = await first.accounts.find(id)
        return found?.leavesAt !== undefined
      })
      assert.equal(isLeaving, true)
      const until = await first.together(id, () => first.accounts.leave(id, 10 as Instant))
      assert.equal(until, false)
      await second.accounts.stay(id, 1 as Instant)
      assert.equal(await first.together(id, () => first.accounts.leave(id, 11 as Instant)), true)
    }, none)
    assert.equal((await second.accounts.find(id))?.leavesAt, 11)
  })

  it('fails when what it wrote was refused, though the request did not care', async () => {
    const request = first.within(async () => {
      await first.adapter('AuthorizationCode').consume('spent')
      await first.adapter('Session').upsert('id', { uid: 'uid' }, HOUR)
      const policy = { free: 1, firstDelay: 1, longestDelay: 1, lockAt: 9 }
      await first.attempts.charge('totp:anna', policy, 1 as Instant).catch(() => undefined)
      await first.adapter('AccessToken').upsert('token', {}, HOUR)
    }, none)
    await assert.rejects(request, AlreadyConsumed)
  })

  it('spends a code once, of whatever number of requests at once, and tells the others', async () => {
    await first.adapter('AuthorizationCode').upsert('code', { grantId: 'grant' }, HOUR)
    const spend = (store: Store, number: number) =>
      store
        .within(async () => {
          const codes = store.adapter('AuthorizationCode')
          assert.ok(await codes.find('code'))
          await codes.consume('code')
          await store.adapter('AccessToken').upsert(`token ${number}`, { grantId: 'grant' }, HOUR)
        }, none)
        .then(() => 'spent')
        .catch((error: unknown) => (error instanceof AlreadyConsumed ? 'told' : error))
    const told = await Promise.all(
      Array.from({ length: 20 }, (_, at) => spend(at % 2 ? first : second, at)),
    )
    assert.equal(told.filter((outcome) => outcome === 'spent').length, 1)
    assert.equal(told.filter((outcome) => outcome === 'told').length, 19)
  })

  it('writes nothing back of a session that was ended while it ran, under no id', async () => {
    const sessions = first.adapter('Session')
    await sessions.upsert('old', { uid: 'uid', accountId: 'anna' }, HOUR)
    await first.within(async () => {
      assert.ok(await sessions.find('old'))
      await second.endSession('uid')
      await sessions.destroy('old')
      await sessions.upsert('new', { uid: 'uid', accountId: 'anna' }, HOUR)
    }, none)
    const others = second.adapter('Session')
    for (const id of ['old', 'new']) assert.equal(await others.find(id), undefined)
    assert.equal(await others.findByUid('uid'), undefined)
  })

  it('writes no grant back that was revoked while it ran', async () => {
    await first.adapter('Grant').upsert('grant', { accountId: 'anna', clientId: 'shop' }, HOUR)
    await first.within(async () => {
      assert.ok(await first.adapter('Grant').find('grant'))
      await second.artefacts.revokeGrants('anna' as AccountId, 'shop')
      await first.adapter('Grant').upsert('grant', { accountId: 'anna', clientId: 'shop' }, HOUR)
    }, none)
    assert.equal(await second.adapter('Grant').find('grant'), undefined)
    assert.deepEqual(await second.artefacts.grantsOf('anna' as AccountId), [])
  })

  describe('the oidc-provider adapter, each operation a request', () => {
    const properties = adapterConformance(async () => {
      const handles = await open()
      return { ...handles, first: inRequests(handles.first), second: inRequests(handles.second) }
    })
    for (const property of properties) it(property.name, () => property.run())
  })
}
