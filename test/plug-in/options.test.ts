import { strict as assert } from 'node:assert'
import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { ConfigurationError, openSqliteStore, stepUp, type SqliteStore } from '../../src/index.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const KEY = randomBytes(32).toString('base64url')

/** One wrong value each, by what `path` has to say. */
const WRONG: readonly (readonly [path: string, value: Record<string, unknown>])[] = [
  ['accounts', { accounts: undefined }],
  ['accounts.find', { accounts: {} }],
  ['accounts.find', { accounts: { find: 'alice' } }],
  ['store', { store: undefined }],
  ['store.authenticators', { store: { attempts: {} } }],
  ['sealingKeys', { sealingKeys: undefined }],
  ['sealingKeys', { sealingKeys: [] }],
  ['sealingKeys[0].id', { sealingKeys: [{ id: '', key: KEY }] }],
  ['sealingKeys[0].key', { sealingKeys: [{ id: '1' }] }],
  ['sealingKeys[1].key', { sealingKeys: [{ id: '2', key: KEY }, { id: '1', key: 'c2hvcnQ' }] }], // prettier-ignore
  ['sealingKeys', { sealingKeys: [{ id: '1', key: KEY }, { id: '1', key: KEY }] }], // prettier-ignore
  ['cookieKeys', { cookieKeys: undefined }],
  ['cookieKeys', { cookieKeys: [] }],
  ['cookieKeys[0]', { cookieKeys: ['short'] }],
  ['issuerName', { issuerName: undefined }],
  ['issuerName', { issuerName: ' ' }],
  ['issuerName', { issuerName: 'ACME: shop' }],
  ['issuerName', { issuerName: '?#&+' }],
  ['issuerName', { issuerName: '\u200b' }],
  ['path', { path: 'step-up' }],
  ['path', { path: '/step-up/' }],
  ['path', { path: 7 }],
  ['ladder', { ladder: [] }],
  ['ladder', { ladder: 'mfa' }],
  ['ladder[0].methods', { ladder: [{ name: 'mfa' }] }],
  ['ladder[0].methods', { ladder: [{ name: 'mfa', methods: ['totp'] }] }],
  ['ladder[0].methods[0]', { ladder: [{ name: 'mfa', methods: ['sms'] }] }],
  ['amrValues.recovery_code', { amrValues: { recovery_code: 'mfa' } }],
  ['amrValues.recovery_code', { amrValues: { recovery_code: '' } }],
  ['deviceLimit', { deviceLimit: 0 }],
  ['deviceLimit', { deviceLimit: 1.5 }],
  ['trustedBrowsersLifetime', { trustedBrowsersLifetime: '30d' }],
  ['trustedBrowsersLifetime', { trustedBrowsersLifetime: 0 }],
  ['firstFactor', { firstFactor: 'totp' }],
  ['secondFactorWhenEnrolled', { secondFactorWhenEnrolled: 'no' }],
  // It would be asked for, and no class takes one.
  ['secondFactorWhenEnrolled', { ladder: [{ name: 'one', methods: ['password'] }] }],
  ['onEvent', { onEvent: {} }],
  ['clock', { clock: 0 }],
  ['devicesLimit', { devicesLimit: 3 }],
]

const tell = (value: unknown): string =>
  inspect(value, { depth: 4, breakLength: Infinity }).replaceAll(KEY, '(a key)')

describe('the options of stepUp()', () => {
  const folder = temporaryFolder()
  let store: SqliteStore

  beforeEach(() => {
    store = openSqliteStore({ path: `${folder()}/step-up.sqlite` })
  })
  afterEach(() => store.close())

  const right = () => ({
    accounts: { find: async () => undefined },
    store,
    sealingKeys: [{ id: '1', key: KEY }],
    cookieKeys: ['a key of sixteen characters or more'],
    issuerName: 'ACME',
  })

  const refusal = (changes: Record<string, unknown>): ConfigurationError => {
    try {
      stepUp({ ...right(), ...changes })
    } catch (error) {
      if (error instanceof ConfigurationError) return error
      throw error
    }
    return assert.fail('nothing was refused')
  }

  it('are accepted where they are right', () => {
    assert.ok(stepUp(right()).authenticators)
  })

  for (const [path, value] of WRONG) {
    it(`are refused by the name of the wrong one: ${tell(value)}`, () => {
      const error = refusal(value)
      assert.equal(error.path, path)
      assert.ok(!error.message.includes(KEY))
      assert.doesNotMatch(error.message, /Invalid input$/, 'what is expected is said')
    })
  }

  it('want a store for trusted browsers where there shall be any', () => {
    const { trustedBrowsers: _, ...lacking } = store
    const error = refusal({ store: lacking, trustedBrowsersLifetime: 60 })
    assert.equal(error.path, 'store.trustedBrowsers')
    assert.equal(stepUp({ ...right(), store: lacking }).trustedBrowsers, undefined)
    assert.equal(stepUp(right()).trustedBrowsers, undefined)
    assert.ok(stepUp({ ...right(), trustedBrowsersLifetime: 60 }).trustedBrowsers)
  })

  for (const part of ['authenticators', 'attempts', 'recoveryCodes', 'trustedBrowsers'] as const) {
    it(`name every method that a store’s ${part} lack`, () => {
      const methods: Record<string, unknown> = { ...store[part] }
      for (const name of Object.keys(methods)) {
        const lacking = { ...store, [part]: { ...methods, [name]: undefined } }
        // What only saves a wait, tells an operator, takes back what was charged in vain, or learns how a clock goes, a store
        // need not have.
        const optional = ['attempts.find', 'attempts.forget', 'attempts.refund']
        if ([...optional, 'authenticators.noteNearMiss'].includes(`${part}.${name}`)) {
          assert.ok(stepUp({ ...right(), store: lacking }))
          continue
        }
        assert.equal(refusal({ store: lacking }).path, `store.${part}.${name}`)
      }
    })
  }

  it('have no class that takes recovery codes alone, where the store keeps none', () => {
    const ladder = [
      { name: 'one', methods: ['password'] },
      { name: 'recovered', methods: ['password', 'recovery_code'] },
      { name: 'two', methods: ['password', 'totp'] },
    ]
    const { authenticators, attempts } = store
    const refused = refusal({ ladder, store: { authenticators, attempts } })
    assert.equal(refused.path, 'ladder[1].methods')
    assert.equal(
      stepUp({ ...right(), store: { authenticators, attempts } }).recoveryCodes,
      undefined,
    )
  })

  it('name what a provider’s configuration lacks', () => {
    const mfa = stepUp(right())
    assert.throws(() => mfa.configure({}), { path: 'interactions.url' })
    const interactions = { url: () => '/login', policy: [] }
    assert.throws(() => mfa.configure({ interactions }), { path: 'interactions.policy' })
  })
})
