import { strict as assert } from 'node:assert'
import * as fc from 'fast-check'
import type { TrustedBrowser, TrustedBrowsers } from '../../src/trust/trusted-browsers.ts'
import type { Decision, Evidence } from '../../src/assurance/index.ts'
import { METHODS, createLadder } from '../support/proofs.ts'
import type { AccountId, RecoveryCodeSetId, TrustedBrowserId } from '../../src/kernel/ids.ts'
import type { Instant } from '../../src/kernel/instant.ts'
import type { Subject } from '../../src/oidc/index.ts'
import { judgeRequest, type RequestAtHand } from '../../src/oidc/judge-request.ts'
import { judgeInBrowser } from '../../src/oidc/trusted-browser.ts'
import { NOW, anyAccount, anyEvidence } from '../support/assurance-samples.ts'

const RUNS = { seed: 9470, numRuns: 2000 }
const ONE = 'urn:step-up:1fa'
const TWO = 'urn:step-up:2fa'

const ladder = createLadder(undefined, METHODS)
const sources = fc.record({
  ladder: fc.constant(ladder),
  secondFactorWhenEnrolled: fc.boolean(),
  secondFactorRequired: fc.boolean(),
  clock: fc.constant(() => NOW),
})

const anySubject: fc.Arbitrary<Subject> = fc
  .record({ abilities: anyAccount, codes: fc.boolean() })
  .map(({ abilities, codes }) => {
    const id = 'account' as AccountId
    const recoveryCodes = codes
      ? {
          id: 'set' as RecoveryCodeSetId,
          accountId: id,
          secret: { keyId: '1', bytes: new Uint8Array() },
          count: 10,
          createdAt: NOW,
          used: new Map<number, Instant>(),
        }
      : undefined
    return {
      account: { id, label: 'anna@example.org' },
      devices: [],
      recoveryCodes,
      enrolled: codes || abilities.credentials.size > 0,
      abilities,
    }
  })

const anyAge = fc.option(fc.constantFrom('0', '60', '300', '3600'), { nil: undefined })
const anyPrompt = fc.option(fc.constantFrom('login', 'none', 'consent'), { nil: undefined })

const request = (demand: fc.Arbitrary<Record<string, unknown>>) =>
  fc
    .record({
      demand,
      max_age: anyAge,
      prompt: anyPrompt,
      subject: anySubject,
      earlier: anyEvidence,
      current: anyEvidence,
      declined: fc.boolean(),
    })
    .map(({ demand: { client, ...asked }, max_age: age, prompt, ...rest }) => ({
      ...rest,
      client: client as object | undefined,
      params: {
        ...asked,
        ...(age === undefined ? {} : { max_age: age }),
        ...(prompt === undefined ? {} : { prompt }),
      },
    }))

const essential = {
  claims: JSON.stringify({ id_token: { acr: { essential: true, values: [TWO] } } }),
}
const demanding = fc.constantFrom(
  essential,
  { client: { step_up_minimum_acr: TWO } },
  { acr_values: `${ONE} ${TWO}`, ...essential },
  { acr_values: ONE, client: { step_up_minimum_acr: TWO } },
)
const wishing = fc.constantFrom({ acr_values: TWO }, { acr_values: `${TWO} ${ONE}` })
const anything = fc.oneof(
  demanding,
  wishing,
  fc.constantFrom({}, { acr_values: ONE }, { acr_values: 'urn:unheard-of' }),
)

const BROWSER: TrustedBrowser = {
  id: 'browser' as TrustedBrowserId,
  accountId: 'account' as AccountId,
  secretHash: new Uint8Array(32),
  factors: 'factors',
  userAgent: '',
  address: '',
  createdAt: NOW,
  expiresAt: NOW,
  lastUsedAt: NOW,
}

/** Trusts whatever is asked for, and counts how often it is. */
function trusting() {
  let asked = 0
  const never = () => Promise.reject(new Error('not asked for'))
  const trustedBrowsers: TrustedBrowsers = {
    lifetime: 60,
    trust: never,
    list: never,
    touch: never,
    forget: never,
    forgetAll: never,
    async recognise() {
      asked += 1
      return BROWSER
    },
  }
  return { trustedBrowsers, asked: () => asked }
}

const provedCode = ({ earlier = [], current = [] }: RequestAtHand): boolean =>
  [...earlier, ...current].some(({ method }) => method !== 'password')

const saysCode = (decision: Decision): boolean =>
  decision.outcome === 'grant' && (decision.acr === TWO || decision.amr.join() !== 'pwd')

describe('the trust in a browser', () => {
  it('changes nothing where the request or the client demands the second class', () => {
    fc.assert(
      fc.property(sources, request(demanding), (context, given) => {
        assert.deepEqual(
          outcomeOf(judgeRequest(context, { ...given, trusted: true }).decision),
          outcomeOf(judgeRequest(context, given).decision),
        )
      }),
      RUNS,
    )
  })

  it('is not looked up where nothing lacks without it', async () => {
    await fc.assert(
      fc.asyncProperty(sources, request(anything), async (context, given) => {
        const { trustedBrowsers, asked } = trusting()
        const plain = judgeRequest(context, given)
        const judged = await judgeInBrowser({ ...context, trustedBrowsers }, given, 'a cookie')
        if (plain.decision.outcome === 'grant') {
          assert.equal(asked(), 0)
          assert.deepEqual(judged.decision, plain.decision)
        }
      }),
      RUNS,
    )
  })

  it('leaves a wish for the second class what it was, unless nobody could have met it', () => {
    fc.assert(
      fc.property(sources, request(wishing), (context, given) => {
        const plain = judgeRequest(context, given).decision
        if (plain.outcome === 'refuse') return
        // Somebody who has nothing enrolled trusts no browser.
        if (!given.subject.enrolled) return
        const spared = judgeRequest(context, { ...given, trusted: true }).decision
        assert.deepEqual(outcomeOf(spared), outcomeOf(plain))
      }),
      RUNS,
    )
  })

  it('makes no evidence: what was not proved is not said', async () => {
    let granted = 0
    await fc.assert(
      fc.asyncProperty(sources, request(anything), async (context, given) => {
        const { trustedBrowsers } = trusting()
        const judged = await judgeInBrowser({ ...context, trustedBrowsers }, given, 'a cookie')
        if (!judged.trusted || judged.decision.outcome !== 'grant') return
        granted += 1
        assert.ok(provedCode(given) || !saysCode(judged.decision))
      }),
      RUNS,
    )
    assert.ok(granted > 50, `${granted} were examined`)
  })

  it('spares the password to nobody', async () => {
    let asked = 0
    await fc.assert(
      fc.asyncProperty(sources, request(anything), async (context, given) => {
        const withoutPassword = (evidence: Evidence) =>
          evidence.filter(({ method }) => method !== 'password')
        const { trustedBrowsers } = trusting()
        const { decision } = await judgeInBrowser(
          { ...context, trustedBrowsers },
          {
            ...given,
            earlier: withoutPassword(given.earlier),
            current: withoutPassword(given.current),
          },
          'a cookie',
        )
        assert.notEqual(decision.outcome, 'grant')
        if (decision.outcome === 'prove') {
          assert.deepEqual(decision.methods, ['password'])
          asked += 1
        }
      }),
      RUNS,
    )
    assert.ok(asked > 50, `${asked} were examined`)
  })

  it('costs nothing where the browser has nothing to show', async () => {
    await fc.assert(
      fc.asyncProperty(sources, request(anything), async (context, given) => {
        const { trustedBrowsers, asked } = trusting()
        const judged = await judgeInBrowser({ ...context, trustedBrowsers }, given, undefined)
        assert.equal(asked(), 0)
        assert.deepEqual(judged.decision, judgeRequest(context, given).decision)
      }),
      RUNS,
    )
  })

  it('is never asked for of an account that has no second factor', async () => {
    await fc.assert(
      fc.asyncProperty(sources, request(anything), async (context, given) => {
        const { trustedBrowsers, asked } = trusting()
        const subject = { ...given.subject, enrolled: false }
        await judgeInBrowser({ ...context, trustedBrowsers }, { ...given, subject }, 'a cookie')
        await judgeInBrowser(
          { ...context, trustedBrowsers },
          { ...given, subject: undefined },
          'a cookie',
        )
        assert.equal(asked(), 0)
      }),
      RUNS,
    )
  })
})

/** What is done: who asks for it is told on the page alone. */
function outcomeOf(decision: Decision): unknown {
  if (decision.outcome === 'prove') return { outcome: 'prove', methods: decision.methods }
  if (decision.outcome === 'enrol') return { outcome: 'enrol', methods: decision.methods }
  return decision
}
