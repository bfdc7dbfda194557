import { strict as assert } from 'node:assert'
import * as fc from 'fast-check'
import {
  decide,
  deliberate,
  mergeEvidence,
  type Abilities,
  type AcrClass,
  type Decision,
  type Evidence,
  type Ladder,
  type Method,
  type Proof,
  type Requirement,
} from '../../src/assurance/index.ts'
import { METHODS, STRANGER, isFirstFactor, proofOf } from '../support/proofs.ts'
import type { AuthenticatorId } from '../../src/kernel/ids.ts'
import { epochSeconds, plusSeconds } from '../../src/kernel/instant.ts'
import {
  GONE,
  NOW,
  anyAbilities,
  anyAccount,
  anyDemand,
  anyEvidence,
  anyLadder,
  anyProof,
  anyRequirement,
  counts,
  credentialOf,
  demandOf,
  isFresh,
  judgedProofs,
  unknownName,
} from '../support/assurance-samples.ts'

/** The same thousand cases at every run; a failure tells seed and path, and shrinks. */
const RUNS = { seed: 9470, numRuns: 1000 }

const situation = {
  ladder: anyLadder,
  requirement: anyRequirement,
  evidence: anyEvidence,
  abilities: anyAbilities,
}

interface Situation {
  readonly ladder: Ladder
  readonly requirement: Requirement
  readonly evidence: Evidence
  readonly abilities: Abilities
}

const decideIn = ({ ladder, requirement, evidence, abilities }: Situation): Decision =>
  decide(ladder, requirement, evidence, abilities, NOW)

/** Whether the evidence meets a class now, under its own limit and the request's. */
function meets(acrClass: AcrClass, { requirement, evidence, abilities }: Situation): boolean {
  const proofs = judgedProofs(acrClass, evidence, abilities)
  const limit = Math.min(acrClass.maxAge ?? Infinity, requirement.maxAge ?? Infinity)
  return proofs !== undefined && isFresh(proofs, limit)
}

const demanding = (given: Situation, ...further: Requirement['demands']): Situation => ({
  ...given,
  requirement: {
    ...given.requirement,
    demands: [...given.requirement.demands, ...further],
  },
})

describe('properties of the decision', () => {
  it('are examined where everything is decided that can be', () => {
    const many = { ...RUNS, numRuns: 2000 }
    const decisions = fc.sample(fc.record(situation), many).map((given) => decideIn(given).outcome)
    for (const outcome of ['prove', 'enrol', 'grant', 'refuse'] as const) {
      assert.ok(decisions.filter((decided) => decided === outcome).length > 20, outcome)
    }
  })

  describe('demands add up', () => {
    it('a grant meets a class of every demand but the voluntary, whatever else is demanded', () => {
      fc.assert(
        fc.property(fc.record(situation), anyDemand, (given, further) => {
          const more = demanding(given, further)
          if (decideIn(more).outcome !== 'grant') return
          for (const { source, names } of more.requirement.demands) {
            if (source === 'voluntary') continue
            const classes = names.flatMap((name) => given.ladder.find(name) ?? [])
            assert.ok(classes.some((acrClass) => meets(acrClass, more)))
          }
        }),
        RUNS,
      )
    })

    it('a further demand makes no grant of what was none', () => {
      fc.assert(
        fc.property(fc.record(situation), anyDemand, (given, further) => {
          const more = decideIn(demanding(given, further))
          if (more.outcome === 'grant') assert.equal(decideIn(given).outcome, 'grant')
        }),
        RUNS,
      )
    })

    it('a voluntary demand never ends in a refusal', () => {
      fc.assert(
        fc.property(fc.record(situation), demandOf('voluntary'), (given, further) => {
          const more = decideIn(demanding(given, further))
          if (more.outcome === 'refuse') assert.equal(decideIn(given).outcome, 'refuse')
        }),
        RUNS,
      )
    })
  })

  describe('what is issued', () => {
    it('is backed by proofs that are young enough for the class and for max_age', () => {
      fc.assert(
        fc.property(fc.record(situation), (given) => {
          const decision = decideIn(given)
          if (decision.outcome !== 'grant') return
          const acrClass = given.ladder.find(decision.acr)
          assert.ok(acrClass && meets(acrClass, given))
        }),
        RUNS,
      )
    })

    it('has as auth_time the oldest of the proofs that the class repeats', () => {
      fc.assert(
        fc.property(fc.record(situation), (given) => {
          const decision = decideIn(given)
          if (decision.outcome !== 'grant') return
          const acrClass = given.ladder.find(decision.acr)
          assert.ok(acrClass)
          const proofs = judgedProofs(acrClass, given.evidence, given.abilities) ?? []
          assert.equal(decision.authTime, Math.min(...proofs.map(({ at }) => epochSeconds(at))))
        }),
        RUNS,
      )
    })

    it('names in amr nothing but what was proved and counts', () => {
      fc.assert(
        fc.property(fc.record(situation), (given) => {
          const decision = decideIn(given)
          if (decision.outcome !== 'grant') return
          const proved = given.evidence.filter((proof) =>
            given.ladder.classes.some((acrClass) => counts(proof, acrClass, given.abilities)),
          )
          const password = proved.some(({ method }) => method === 'password')
          const code = proved.some(({ method }) => method !== 'password')
          assert.ok(decision.amr.every((value) => ['pwd', 'otp', 'mfa'].includes(value)))
          assert.ok(password && decision.amr.includes('pwd'))
          assert.ok(code || !decision.amr.includes('otp'))
          assert.equal(decision.amr.includes('mfa'), decision.amr.includes('otp'))
        }),
        RUNS,
      )
    })
  })

  it('binding takes a first factor that stands, of five minutes ago at most or of this request', () => {
    let bound = 0
    fc.assert(
      fc.property(fc.record(situation), (given) => {
        const { ladder, requirement, evidence, abilities } = given
        const { binding } = deliberate(ladder, requirement, evidence, abilities, NOW)
        const weakest = ladder.classes[0]
        assert.ok(weakest)
        const fresh = evidence.filter(
          (proof) =>
            isFirstFactor(proof.method) &&
            counts(proof, weakest, abilities) &&
            isFresh([proof], 300),
        )
        assert.equal(binding.outcome === 'bind', fresh.length > 0)
        if (binding.outcome === 'bind') bound += 1
      }),
      RUNS,
    )
    assert.ok(bound > 100, String(bound))
  })

  it('answering what is asked ends in a grant or a refusal', () => {
    const choices = fc.array(fc.nat(), { minLength: 24, maxLength: 24 })
    const start = fc.record({ ...situation, abilities: anyAccount })
    fc.assert(
      fc.property(start, choices, fc.boolean(), (given, choice, known) => {
        const most = METHODS.length * given.ladder.classes.length + 3
        let present: Situation = known ? given : { ...given, evidence: [], abilities: STRANGER }
        for (let step = 0; step <= most; step += 1) {
          const decision = decideIn(present)
          if (decision.outcome === 'grant' || decision.outcome === 'refuse') return
          assert.ok(decision.methods.length > 0)
          const method = decision.methods[(choice[step] ?? 0) % decision.methods.length]
          assert.ok(method)
          present = answered(present, decision, method, given.abilities)
        }
        assert.fail(`still asked after ${most} steps`)
      }),
      RUNS,
    )
  })

  it('"not now", where it is offered, never ends in a refusal, and else always would', () => {
    const choices = fc.array(fc.nat(), { minLength: 24, maxLength: 24 })
    const seen = { optional: 0, needed: 0 }
    const lacking = anyAccount.map((account) => ({
      ...account,
      methods: new Set<Method>(['password']),
      enrollable: new Set<Method>(['totp']),
    }))
    const wish = demandOf('voluntary').map((demand) => ({ demands: [demand] }))
    const requirement = fc.oneof(anyRequirement, wish)
    const signedIn = anyEvidence.map((proofs) =>
      mergeEvidence(NOW, proofs, [proofOf({ method: 'password', at: NOW })]),
    )
    const ladder = fc.oneof(
      anyLadder,
      anyLadder.filter(({ classes: [weakest] }) =>
        Boolean(weakest?.slots.every((slot) => slot.some(isFirstFactor))),
      ),
    )
    const start = fc.record({ ladder, requirement, evidence: signedIn, abilities: lacking })
    fc.assert(
      fc.property(start, choices, (given, choice) => {
        const first = decideIn(given)
        if (first.outcome !== 'enrol') return
        seen[first.optional ? 'optional' : 'needed'] += 1
        const declined = { ...given.abilities, enrollable: new Set<Method>() }
        let present: Situation = { ...given, abilities: declined }
        for (let step = 0; step <= choice.length; step += 1) {
          const decision = decideIn(present)
          if (decision.outcome === 'refuse' || decision.outcome === 'grant') {
            assert.equal(decision.outcome, first.optional ? 'grant' : 'refuse')
            return
          }
          assert.equal(decision.outcome, 'prove')
          const method = decision.methods[(choice[step] ?? 0) % decision.methods.length]
          assert.ok(method)
          present = answered(present, decision, method, declined)
        }
        assert.fail('still asked')
      }),
      RUNS,
    )
    assert.ok(seen.optional > 20 && seen.needed > 20, JSON.stringify(seen))
  })

  describe('a proof that does not stand changes nothing', () => {
    const changesNothing = (fall: (proof: Proof, given: Situation) => Proof) => {
      fc.assert(
        fc.property(fc.record(situation), anyProof, (given, proof) => {
          const more = { ...given, evidence: [...given.evidence, fall(proof, given)] }
          assert.deepEqual(decideIn(more), decideIn(given))
        }),
        RUNS,
      )
    }

    it('because its credential is gone', () => {
      changesNothing((proof) => ({ ...proof, credential: GONE }))
    })

    it('because it was given before what voids it', () => {
      changesNothing((proof, { abilities: { notBefore } }) =>
        notBefore === undefined
          ? { ...proof, credential: GONE }
          : { ...proof, at: plusSeconds(notBefore, -1) },
      )
    })

    it('because its date lies ahead', () => {
      changesNothing((proof, given) => ({
        ...proof,
        at: plusSeconds(NOW, 31 + given.evidence.length * 1e6),
      }))
    })
  })

  describe('a name that no class has', () => {
    const names = fc.array(unknownName, { maxLength: 3 })

    it('is refused where it is demanded, whatever was proved', () => {
      const source = fc.constantFrom('essential' as const, 'client' as const, 'account' as const)
      fc.assert(
        fc.property(fc.record(situation), fc.record({ source, names }), (given, further) => {
          assert.equal(decideIn(demanding(given, further)).outcome, 'refuse')
        }),
        RUNS,
      )
    })

    it('changes nothing where it is a wish', () => {
      fc.assert(
        fc.property(fc.record(situation), names, (given, unknown) => {
          const more = demanding(given, { source: 'voluntary', names: unknown })
          assert.deepEqual(decideIn(more), decideIn(given))
        }),
        RUNS,
      )
    })
  })

  it('asks for nothing but a first factor while none was proved', () => {
    fc.assert(
      fc.property(fc.record(situation), (given) => {
        const { notBefore } = given.abilities
        const first = given.evidence.filter(
          ({ method, at }) => isFirstFactor(method) && at <= NOW + 30_000,
        )
        if (first.some(({ at }) => notBefore === undefined || at >= notBefore)) return
        const decision = decideIn(given)
        assert.ok(decision.outcome === 'prove' || decision.outcome === 'refuse')
        if (decision.outcome === 'prove') assert.ok(decision.methods.every(isFirstFactor))
      }),
      RUNS,
    )
  })

  it('asks for nothing that the account could not prove', () => {
    fc.assert(
      fc.property(fc.record(situation), (given) => {
        const decision = decideIn(given)
        const { methods, enrollable } = given.abilities
        if (decision.outcome === 'prove') {
          assert.ok(decision.methods.every((method) => methods.has(method)))
        }
        if (decision.outcome === 'enrol') {
          assert.ok(decision.methods.every((method) => enrollable.has(method)))
        }
      }),
      RUNS,
    )
  })
})

/** The situation after somebody did what was asked. */
function answered(
  present: Situation,
  { outcome }: Decision,
  method: Method,
  account: Abilities,
): Situation {
  const now = proofOf({ method, at: NOW, current: true })
  const evidence = (proof: Proof) => mergeEvidence(NOW, present.evidence, [proof])
  if (outcome === 'enrol') {
    const added = 'added' as AuthenticatorId
    const { secondFactor } = present.ladder
    const further = { ...now, credential: added, enrolledJustNow: true }
    const { abilities } = present
    const enrolled = {
      ...present,
      evidence: evidence(further),
      abilities: {
        ...abilities,
        methods: new Set([...abilities.methods, method]),
        enrollable: new Set<Method>(),
        credentials: new Set([...abilities.credentials, added]),
      },
    }
    // An account with a device is asked for it from then on.
    return secondFactor
      ? demanding(enrolled, { source: 'account', names: [secondFactor.name] })
      : enrolled
  }
  const abilities = present.abilities === STRANGER ? account : present.abilities
  const credential = isFirstFactor(method) ? undefined : credentialOf(method, abilities)
  const proof = credential === undefined ? now : { ...now, credential }
  return { ...present, abilities, evidence: evidence(proof) }
}
