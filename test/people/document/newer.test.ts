import { strict as assert } from 'node:assert'
import { createAccountId, type AuthenticatorId } from '../../../src/kernel/ids.ts'
import { plusSeconds, type Instant } from '../../../src/kernel/instant.ts'
import type { TimeStep } from '../../../src/people/authenticator.ts'
import { createAccountStores } from '../../../src/stores/documents/account-stores.ts'
import { createDocuments } from '../../../src/stores/documents/documents.ts'
import { documentsInMemory } from '../../support/documents-in-memory.ts'

const NOW = 1_800_000_000_000 as Instant
const LATER = plusSeconds(NOW, 60)
const HASH = Buffer.alloc(32, 1).toString('base64')
const SECRET = { keyId: 'key', bytes: Buffer.from([1, 2]).toString('base64') }
const PARAMETERS = { algorithm: 'SHA1', digits: 6, period: 30 }
const newer = (what: string) => ({ newer: { of: what } })

/** As a version to come may write it, in every place. */
const TEXT = {
  ...newer('the account'),
  profile: { ...newer('the profile'), login: 'ann', displayName: 'Ann', createdAt: NOW },
  devices: [
    {
      ...newer('a device'),
      id: 'phone',
      name: 'Phone',
      parameters: PARAMETERS,
      secret: SECRET,
      createdAt: NOW,
      confirmedAt: NOW,
      lastStep: 1,
    },
  ],
  waiting: [
    {
      ...newer('one that waits'),
      id: 'tablet',
      name: 'Tablet',
      parameters: PARAMETERS,
      secret: SECRET,
      createdAt: NOW,
      by: 'somebody',
      wrongCodes: 0,
    },
  ],
  recoveryCodes: {
    ...newer('codes'),
    id: 'set',
    secret: SECRET,
    count: 10,
    createdAt: NOW,
    used: [],
  },
  passwordResets: [{ ...newer('a reset'), tokenHash: HASH, expiresAt: LATER }],
  emailChanges: [
    {
      ...newer('a change'),
      tokenHash: HASH,
      undo: false,
      email: 'a@example.org',
      expiresAt: LATER,
    },
    { ...newer('an undo'), tokenHash: HASH, undo: true, expiresAt: LATER },
  ],
  trustedBrowsers: [
    {
      ...newer('a browser'),
      id: 'browser',
      secretHash: HASH,
      factors: 'f',
      userAgent: 'Firefox',
      address: '127.0.0.1',
      createdAt: NOW,
      expiresAt: LATER,
      lastUsedAt: NOW,
    },
  ],
}

const newDocument = (text: unknown) => () => ({
  result: undefined,
  write: {
    text: JSON.stringify(text),
    formerKeys: [],
    keys: [],
    forgotten: [],
    isProtection: false,
  },
})

describe('A document of a newer version, which serves beside this one', () => {
  it('is changed by this one, and loses nothing that it does not know', async () => {
    const engine = documentsInMemory()
    const id = createAccountId()
    await engine.change(id, newDocument(TEXT))
    const { accounts, authenticators } = createAccountStores(createDocuments(engine))
    assert.equal(await accounts.setLanguage(id, 'de'), true)
    const phone = 'phone' as AuthenticatorId
    assert.equal(await authenticators.acceptStep(id, phone, 2 as TimeStep, LATER), true)
    const [device, ...others] = TEXT.devices
    assert.deepEqual(JSON.parse((await engine.read(id)) ?? ''), {
      ...TEXT,
      profile: { ...TEXT.profile, language: 'de' },
      devices: [{ ...device, lastStep: 2, lastUsedAt: LATER }, ...others],
    })
  })

  it('keeps a language that this one does not offer, until its owner chooses another or none', async () => {
    const engine = documentsInMemory()
    const id = createAccountId()
    const profile = { ...TEXT.profile, language: 'tlh' }
    await engine.change(id, newDocument({ ...TEXT, profile }))
    const { accounts } = createAccountStores(createDocuments(engine))
    const languageNow = async (): Promise<unknown> =>
      (JSON.parse((await engine.read(id)) ?? '') as typeof TEXT & { profile: object }).profile
    assert.equal(await accounts.disable(id, LATER), true)
    assert.equal((await accounts.find(id))?.language, undefined)
    assert.deepEqual(await languageNow(), {
      ...profile,
      disabledAt: LATER,
      proofsNotBefore: LATER,
    })
    assert.equal(await accounts.setLanguage(id, 'de'), true)
    assert.equal((await accounts.find(id))?.language, 'de')
    await engine.change(id, newDocument({ ...TEXT, profile }))
    assert.equal(await accounts.setLanguage(id, undefined), true)
    assert.deepEqual(await languageNow(), TEXT.profile)
  })
})
