import { strict as assert } from 'node:assert'
import { addToRecord, parseRecord } from '../../src/oidc/chain.ts'
import { proofOf } from '../support/proofs.ts'
import type { AccountId, AuthenticatorId, CredentialId } from '../../src/kernel/ids.ts'
import type { Instant } from '../../src/kernel/instant.ts'

const NOW = 1_700_000_000_000 as Instant
const accountId = 'account' as AccountId

describe('a record of proofs', () => {
  it('is read as 0.1.0 wrote it: a device’s proof names its device', () => {
    const stored = {
      accountId,
      proofs: [
        { method: 'password', at: NOW },
        { method: 'totp', at: NOW, authenticator: 'phone', enrolledJustNow: true },
        { method: 'recovery_code', at: NOW },
      ],
    }
    assert.deepEqual(parseRecord(stored), {
      accountId,
      proofs: [
        proofOf({ method: 'password', at: NOW }),
        proofOf({
          method: 'totp',
          at: NOW,
          credential: 'phone' as CredentialId,
          enrolledJustNow: true,
        }),
        proofOf({ method: 'recovery_code', at: NOW }),
      ],
    })
  })

  it('goes on as it was told when it was given, whatever its method is told as by now', () => {
    const proof = { ...proofOf({ method: 'recovery_code', at: NOW }), amr: ['kba'] }
    const record = addToRecord(undefined, { accountId, proofs: [proof] }, NOW)
    assert.deepEqual(parseRecord(JSON.parse(JSON.stringify(record)))?.proofs, [proof])
  })

  it('is read as it was written, without what is true of one request alone', () => {
    const credential = 'phone' as AuthenticatorId
    const proof = proofOf({ method: 'totp', at: NOW, credential, current: true })
    const record = addToRecord(undefined, { accountId, proofs: [proof] }, NOW)
    assert.deepEqual(parseRecord(JSON.parse(JSON.stringify(record))), {
      accountId,
      proofs: [proofOf({ method: 'totp', at: NOW, credential })],
    })
  })

  for (const stored of [
    null,
    [],
    'text',
    { proofs: [] },
    { accountId: '', proofs: [] },
    { accountId, proofs: [{ method: 'passkey', at: NOW }] },
    { accountId, proofs: [{ method: 'totp', at: NOW, credential: 7 }] },
    { accountId, proofs: [{ method: 'password', at: 1.5 }] },
  ]) {
    it(`is none where it cannot be read: ${JSON.stringify(stored)}`, () => {
      assert.equal(parseRecord(stored), undefined)
    })
  }
})
