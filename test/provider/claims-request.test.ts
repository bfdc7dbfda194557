import { strict as assert } from 'node:assert'
import * as fc from 'fast-check'
import { createLadder } from '../support/proofs.ts'
import { readClaimsRequest, type ClaimsRequest } from '../../src/oidc/claims/claims-request.ts'
import { requirementOf } from '../../src/oidc/request-requirement.ts'

const TWO = 'urn:step-up:2fa'
const ONE = 'urn:step-up:1fa'
const RUNS = { seed: 5_511, numRuns: 2_000 }

const sources = {
  ladder: createLadder(),
  secondFactorWhenEnrolled: true,
  secondFactorRequired: false,
}

const demandsOf = (claims: string) =>
  requirementOf(sources, { claims }, undefined, { enrolled: false, trusted: false }).demands

const read = (request: unknown): ClaimsRequest => readClaimsRequest(JSON.stringify(request))

const problemOf = (request: unknown): string | undefined => {
  const result = read(request)
  return result.outcome === 'malformed' ? `${result.member} ${result.problem}` : undefined
}

/** Null, and what is left out, at random: as a serializer has it. */
const nullable = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: 1, arbitrary: fc.constant(null) }, { weight: 2, arbitrary })

const side = fc.constantFrom('id_token', 'userinfo')
const anyClaim = fc.constantFrom('acr', 'auth_time', 'sub', 'email', 'name', 'unheard_of')
const anyMember = fc.record(
  {
    essential: nullable(fc.oneof(fc.boolean(), fc.constantFrom('true', 1))),
    value: nullable(fc.oneof(fc.constantFrom(ONE, TWO, ''), fc.jsonValue())),
    values: nullable(
      fc.oneof(fc.array(fc.constantFrom(ONE, TWO)), fc.array(fc.jsonValue()), fc.jsonValue()),
    ),
    unheard_of: fc.jsonValue(),
  },
  { requiredKeys: [] },
)

const isGiven = (value: unknown): boolean => value !== undefined && value !== null

describe('the claims parameter, as serializers write it', () => {
  for (const [request, names] of [
    [{ essential: true, value: TWO, values: null }, [TWO]],
    [{ essential: true, value: null, values: [TWO, ONE] }, [TWO, ONE]],
    [{ essential: true, value: TWO, values: [ONE, TWO] }, [TWO]],
    [{ essential: true, value: TWO, values: [TWO] }, [TWO]],
  ] as const) {
    it(`demands what it says: ${JSON.stringify(request)}`, () => {
      for (const name of ['id_token', 'userinfo']) {
        const claims = JSON.stringify({ [name]: { acr: request } })
        assert.deepEqual(demandsOf(claims), [{ source: 'essential', names }])
      }
    })
  }

  for (const request of [
    { id_token: { acr: { essential: true, value: null, values: null } } },
    { id_token: { acr: { essential: null } }, userinfo: null },
    { id_token: { sub: { value: null }, auth_time: null } },
    { userinfo: { email: { essential: true, value: null }, name: null }, id_token: null },
    { id_token: null, userinfo: null },
    {},
  ]) {
    it(`demands nothing where everything is null: ${JSON.stringify(request)}`, () => {
      assert.equal(problemOf(request), undefined)
      assert.deepEqual(demandsOf(JSON.stringify(request)), [])
    })
  }

  for (const [claim, request, problem] of [
    ['acr', { values: TWO }, 'values must be an array'],
    ['acr', { values: [] }, 'values must not be empty'],
    ['acr', { values: [TWO, null] }, 'values.1 must be a string'],
    ['acr', { values: [2] }, 'values.0 must be a string'],
    ['acr', { value: 2 }, 'value must be a string'],
    ['acr', { value: '' }, 'value must not be empty'],
    ['acr', { value: [TWO] }, 'value must be a string'],
    ['acr', { value: TWO, values: [ONE] }, 'value is not one of values'],
    ['acr', { essential: 'true', value: TWO }, 'essential must be true or false'],
    ['auth_time', { value: 'soon' }, 'value must be a number'],
    ['auth_time', { values: [] }, 'values must not be empty'],
    ['sub', { value: 7 }, 'value must be a string'],
    ['sub', { values: ['ada', 'bob'] }, 'values must hold one value: a sign-in is of one account'],
    ['email', { values: 'ada@example.com' }, 'values must be an array'],
    ['email', { essential: 1 }, 'essential must be true or false'],
    ['unheard_of', { values: {} }, 'values must be an array'],
  ] as const) {
    it(`names the member that cannot be read: ${claim}: ${JSON.stringify(request)}`, () => {
      for (const name of ['id_token', 'userinfo']) {
        assert.equal(
          problemOf({ [name]: { [claim]: request } }),
          `claims.${name}.${claim}.${problem}`,
        )
      }
    })
  }

  for (const wrong of [true, 7, 'yes', [TWO]]) {
    it(`names a claim that is neither null nor an object: ${JSON.stringify(wrong)}`, () => {
      for (const claim of ['acr', 'email', 'unheard_of']) {
        const problem = `claims.userinfo.${claim} must be null or an object`
        assert.equal(problemOf({ userinfo: { [claim]: wrong } }), problem)
      }
      assert.equal(problemOf({ id_token: wrong }), 'claims.id_token must be an object')
      assert.equal(problemOf(wrong), 'claims must be a JSON object')
    })
  }

  it('never loses a demand: it is understood, or named', () => {
    fc.assert(
      fc.property(side, anyMember, (name, wanted) => {
        const { value, values, essential } = wanted
        const result = read({ [name]: { acr: wanted } })
        const demands = demandsOf(JSON.stringify({ [name]: { acr: wanted } }))
        if (result.outcome === 'malformed') {
          assert.ok(result.member.startsWith(`claims.${name}.acr`), result.member)
          assert.deepEqual(demands, [{ source: 'essential', names: [] }])
          return
        }
        const asked = isGiven(value) ? [value] : values
        if (!isGiven(asked)) return assert.deepEqual(demands, [])
        const source = essential === true ? 'essential' : 'voluntary'
        assert.deepEqual(demands, [{ source, names: asked }])
      }),
      RUNS,
    )
  })

  it('means the same with null members and without', () => {
    fc.assert(
      fc.property(side, anyClaim, anyMember, (name, claim, wanted) => {
        const given = Object.entries(wanted).filter(([, member]) => member !== null)
        const without = { [name]: { [claim]: Object.fromEntries(given) } }
        const written = { id_token: null, userinfo: null, [name]: { [claim]: wanted } }
        // Of a member that is not known, null is not ours to leave out.
        fc.pre(wanted.unheard_of !== null)
        assert.deepEqual(read(written), read(without))
      }),
      RUNS,
    )
  })

  it('is read once and for all: what is made of it is read as the same', () => {
    fc.assert(
      fc.property(side, fc.dictionary(anyClaim, nullable(anyMember)), (name, wanted) => {
        const first = read({ [name]: wanted, further: 1 })
        if (first.outcome === 'read') assert.deepEqual(read(first.tidy), first)
      }),
      RUNS,
    )
  })

  it('asks for one account, on whichever side it is named', () => {
    for (const request of [
      { value: 'ada' },
      { values: ['ada'] },
      { value: 'ada', values: ['ada'] },
    ]) {
      for (const name of ['id_token', 'userinfo']) {
        const result = read({ [name]: { sub: request } })
        assert.ok(result.outcome === 'read')
        const tidy = result.tidy as { readonly id_token: { readonly sub: unknown } }
        assert.deepEqual(tidy.id_token.sub, { value: 'ada' })
      }
    }
    const both = { id_token: { sub: { value: 'ada' } }, userinfo: { sub: { value: 'bob' } } }
    assert.equal(problemOf(both), 'claims.userinfo.sub.value is not that of id_token')
  })

  it('says nothing that an error description may not hold, and no value', () => {
    const name = 'é"\\\n'.repeat(30)
    const problem = problemOf({ userinfo: { [name]: 'a secret' } }) ?? ''
    assert.match(problem, /^[\x20-\x21\x23-\x5b\x5d-\x7e]{20,100}$/)
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (claim, wanted) => {
        assert.match(
          problemOf({ userinfo: { [claim]: wanted } }) ?? '',
          /^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/,
        )
      }),
      RUNS,
    )
  })
})
