import { strict as assert } from 'node:assert'
import * as fc from 'fast-check'
import { decide } from '../../src/assurance/index.ts'
import { createLadder, proofOf } from '../support/proofs.ts'
import type { Instant } from '../../src/kernel/instant.ts'
import { requirementOf } from '../../src/oidc/request-requirement.ts'

const NOW = 1_700_000_000_000 as Instant
const ladder = createLadder()
const sources = { ladder, secondFactorWhenEnrolled: true, secondFactorRequired: false }
const nobody = { enrolled: false, trusted: false }

const demandsOf = (claims: string) => requirementOf(sources, { claims }, undefined, nobody).demands

/** Of somebody who proved the password. */
const outcomeOf = (claims: string) =>
  decide(
    ladder,
    requirementOf(sources, { claims }, undefined, nobody),
    [proofOf({ method: 'password', at: NOW })],
    { methods: new Set(['password']), enrollable: new Set(), credentials: new Set() },
    NOW,
  ).outcome

describe('the claims parameter', () => {
  for (const claims of [
    '',
    '{',
    'null',
    '[]',
    '"text"',
    '7',
    '{"id_token":[]}',
    '{"id_token":"acr"}',
    '{"id_token":{"acr":{"essential":true,"values":["urn:step-up:2fa"]}},"userinfo":7}',
    '{"id_token":{"acr":"urn:step-up:2fa"}}',
    '{"id_token":{"acr":{"essential":"true","value":"urn:step-up:2fa"}}}',
    '{"userinfo":{"acr":[]}}',
  ]) {
    it(`is met by nobody where it cannot be read: ${claims}`, () => {
      assert.equal(outcomeOf(claims), 'refuse')
    })
  }

  it('is met by nobody, whatever stands where an object is expected', () => {
    const value = fc
      .jsonValue()
      .filter((one) => one === null || typeof one !== 'object' || Array.isArray(one))
    fc.assert(
      fc.property(value, fc.constantFrom('id_token', 'userinfo'), (wrong, member) => {
        assert.equal(outcomeOf(JSON.stringify(wrong)), 'refuse')
        if (wrong === null) return
        assert.equal(outcomeOf(JSON.stringify({ [member]: wrong })), 'refuse')
        assert.equal(outcomeOf(JSON.stringify({ [member]: { acr: wrong } })), 'refuse')
      }),
      { seed: 9470, numRuns: 300 },
    )
  })

  for (const claims of [
    '{}',
    '{"id_token":null}',
    '{"id_token":{"acr":null},"userinfo":{"email":{"essential":true}}}',
    '{"id_token":{"acr":{"essential":true}}}',
    '{"verified_claims":7}',
  ]) {
    it(`demands nothing where it names no class: ${claims}`, () => {
      assert.deepEqual(demandsOf(claims), [])
      assert.equal(outcomeOf(claims), 'grant')
    })
  }
})

describe('a second factor that every account has to have', () => {
  const onlyPasswords = createLadder([{ name: 'one', methods: ['password'] }])
  const outcome = (given: object, everyday: { enrolled: boolean; trusted: boolean }) =>
    decide(
      onlyPasswords,
      requirementOf({ ...sources, ...given, ladder: onlyPasswords }, {}, undefined, everyday),
      [proofOf({ method: 'password', at: NOW })],
      { methods: new Set(['password']), enrollable: new Set(['totp']), credentials: new Set() },
      NOW,
    ).outcome

  it('is met by nobody where no class takes one', () => {
    assert.equal(outcome({ secondFactorRequired: true }, nobody), 'refuse')
    assert.equal(outcome({}, { ...nobody, enrolled: true }), 'refuse')
    assert.equal(outcome({}, nobody), 'grant')
  })
})
