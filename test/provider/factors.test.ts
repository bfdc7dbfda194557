import { strict as assert } from 'node:assert'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { createAccounts, type Accounts } from '../../src/actions/accounts.ts'
import { createBuiltInDirectory } from '../../src/actions/built-in-directory.ts'
import { createPasswordHasher } from '../../src/methods/password/password-hasher.ts'
import { DEFAULT_THROTTLE } from '../../src/kernel/throttle/attempt-store.ts'
import {
  base32Of,
  createAuthenticators,
  type Authenticators,
} from '../../src/methods/totp/index.ts'
import { createRecoveryCodes, type RecoveryCodes } from '../../src/methods/recovery-codes/index.ts'
import type { AccountId, AuthenticatorId } from '../../src/kernel/ids.ts'
import { factorsOf, findSubject } from '../../src/oidc/index.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { createPasswordBudget } from '../../src/server/budgets.ts'
import { createSealer } from '../../src/stores/sealing.ts'
import { openSqliteStore, type SqliteStore } from '../../src/stores/sqlite/open-sqlite-store.ts'
import { CHEAP } from '../support/counting-hasher.ts'
import { deviceOf } from '../support/person.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { createTestClock, type TestClock } from '../support/test-clock.ts'
import { ENROLLER } from '../support/enroller.ts'

/** The devices are those of the domain alone, which end no trust by themselves. */
describe('the fingerprint of an account’s factors', () => {
  const folder = temporaryFolder()
  let store: SqliteStore
  let time: TestClock
  let accounts: Accounts
  let authenticators: Authenticators
  let recoveryCodes: RecoveryCodes
  let id: AccountId
  let phone: AuthenticatorId

  beforeEach(async () => {
    store = openSqliteStore({ path: join(folder(), 'store.sqlite') })
    time = createTestClock()
    const { clock } = time
    const sealer = createSealer([{ id: '1', key: new Secret(randomBytes(32)) }])
    const codes = { attempts: store.attempts, sealer, clock }
    const hasher = createPasswordHasher(CHEAP)
    const attempts = createPasswordBudget(store.attempts, DEFAULT_THROTTLE)
    accounts = createAccounts({ store: store.accounts, attempts, hasher, clock })
    authenticators = createAuthenticators({ ...codes, store: store.authenticators })
    recoveryCodes = createRecoveryCodes({ ...codes, store: store.recoveryCodes })
    id = await newAccount('anna@example.org')
    phone = await enrol(id, 'Phone')
    await enrol(id, 'Tablet')
    await recoveryCodes.issue(id)
  })
  afterEach(() => {
    store.close()
  })

  async function newAccount(login: string): Promise<AccountId> {
    const created = await accounts.create({ login, password: 'correct horse battery staple' })
    assert.equal(created.outcome, 'created')
    return created.account.id
  }

  async function enrol(account: AccountId, name: string): Promise<AuthenticatorId> {
    const begun = await authenticators.begin(account, name, ENROLLER)
    assert.equal(begun.outcome, 'begun')
    const pending = await authenticators.pending(account, ENROLLER)
    assert.ok(pending)
    const device = deviceOf(time, name, base32Of(pending.secret))
    const { outcome } = await authenticators.confirm(account, begun.id, device.code(), ENROLLER)
    assert.equal(outcome, 'confirmed')
    return begun.id
  }

  async function fingerprint(account = id): Promise<string> {
    const directory = createBuiltInDirectory(accounts)
    const subject = await findSubject({ directory, authenticators, recoveryCodes }, account)
    assert.ok(subject)
    return factorsOf(subject)
  }

  const changing: Readonly<Record<string, () => Promise<unknown>>> = {
    'a further device': () => enrol(id, 'Watch'),
    'the removal of a device': () => authenticators.remove(id, phone),
    'the removal of all devices': () => authenticators.removeAll(id),
    'new recovery codes': () => recoveryCodes.regenerate(id),
    'the removal of the recovery codes': () => recoveryCodes.remove(id),
    'a new password, though it is the old one': () =>
      accounts.setPassword(id, 'correct horse battery staple'),
    'a reset, by its voiding of proofs alone': () => store.accounts.voidProofs(id, time.now()),
    'a second new password': async () => {
      await accounts.setPassword(id, 'correct horse battery staple')
      time.advance(1)
      await accounts.setPassword(id, 'correct horse battery staple')
    },
  }
  for (const [what, change] of Object.entries(changing)) {
    it(`is another after ${what}`, async () => {
      const before = await fingerprint()
      time.advance(1)
      await change()
      assert.notEqual(await fingerprint(), before)
    })
  }

  const keeping: Readonly<Record<string, () => Promise<unknown>>> = {
    'a device got another name': () => authenticators.rename(id, phone, 'Old phone'),
    'a device was begun and not confirmed': () => authenticators.begin(id, 'Watch', ENROLLER),
    'a recovery code was used': async () => {
      const shown = await recoveryCodes.show(id)
      const code = shown?.codes[3]?.code.reveal() ?? ''
      assert.equal((await recoveryCodes.verify(id, code)).outcome, 'accepted')
    },
    'all recovery codes were used': async () => {
      const shown = await recoveryCodes.show(id)
      for (const { code } of shown?.codes ?? []) await recoveryCodes.verify(id, code.reveal())
    },
    'somebody guessed codes': () => authenticators.verify(id, '000000'),
    'another address and another language': async () => {
      await store.accounts.setEmail(id, 'other@example.org')
      await store.accounts.setLanguage(id, 'fr')
    },
    'time went by': async () => time.advance(365 * 86_400),
  }
  for (const [what, change] of Object.entries(keeping)) {
    it(`is the same after ${what}`, async () => {
      const before = await fingerprint()
      time.advance(1)
      await change()
      assert.equal(await fingerprint(), before)
    })
  }

  it('is no other account’s', async () => {
    const other = await newAccount('otto@example.org')
    await enrol(other, 'Phone')
    assert.notEqual(await fingerprint(other), await fingerprint())
  })
})
