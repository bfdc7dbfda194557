import { randomBytes } from 'node:crypto'
import { createAuthenticators } from '../../src/methods/totp/index.ts'
import type { Authenticator, AuthenticatorStore } from '../../src/people/index.ts'
import { DEFAULT_TOTP, stepAt } from '../../src/people/authenticator.ts'
import { createTotpSecret } from '../../src/methods/totp/key-uri.ts'
import { codeAt } from '../../src/methods/totp/totp.ts'
import { createAccountId, createAuthenticatorId } from '../../src/kernel/ids.ts'
import { systemClock } from '../../src/kernel/instant.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { createSealer } from '../../src/stores/sealing.ts'
import { number, spread } from '../report/format.ts'
import type { Section } from '../section.ts'
import { ratioOf, spreadOf } from '../statistics.ts'

/** Microseconds for one code, by how many devices the account has. */
const LIMITS = { 1: 25, 10: 200 } as const

/** Checking a code: target 4. */
export const codeSection: Section = {
  name: 'code',
  about: 'checking a code, the opening of the sealed secret included',
  async run({ quick, say }) {
    say('code')
    const checks = ([1, 10] as const).flatMap((devices) => checksOf(devices))
    const taken = await takeTurns(checks, quick ? 20 : 200)
    const of = (name: string) => taken.get(name) ?? []
    return {
      tables: [
        {
          title: 'Checking a code',
          head: ['code', 'µs'],
          rows: checks.map(({ name }) => [name, spread(spreadOf(of(name)))]),
        },
      ],
      findings: ([1, 10] as const).map((devices) => {
        const [right, wrong] = [of(`right, ${devices} devices`), of(`wrong, ${devices} devices`)]
        const [mine, other] = [spreadOf(right).median, spreadOf(wrong).median]
        const { median: difference } = ratioOf(right, wrong)
        return {
          target: 4,
          part: devices === 1 ? 'one device' : `${devices} devices`,
          measured: `${number(mine)} µs right, ${number(other)} µs wrong (${difference.toFixed(2)}×)`,
          met: Math.max(mine, other) <= LIMITS[devices] && Math.abs(difference - 1) <= 0.1,
        }
      }),
    }
  },
}

interface Check {
  readonly name: string
  readonly run: () => Promise<unknown>
}

/** A right and a wrong code of an account with so many devices, on a store that answers at once. */
function checksOf(devices: number): readonly Check[] {
  const sealer = createSealer([{ id: 'k1', key: new Secret(new Uint8Array(randomBytes(32))) }])
  const accountId = createAccountId()
  const clock = systemClock
  const made = Array.from({ length: devices }, (_, place) => {
    const [id, secret, createdAt] = [createAuthenticatorId(), createTotpSecret('SHA1'), clock()]
    const sealed = sealer.seal(secret, { purpose: 'authenticator', accountId, id })
    const name = `Device ${place + 1}`
    const parameters = DEFAULT_TOTP
    const authenticator: Authenticator = {
      id,
      accountId,
      name,
      parameters,
      secret: sealed,
      createdAt,
      confirmedAt: createdAt,
    }
    return { authenticator, secret }
  })
  const store: Pick<AuthenticatorStore, 'list' | 'acceptStep'> = {
    list: async () => made.map(({ authenticator }) => authenticator),
    acceptStep: async () => true,
  }
  const authenticators = createAuthenticators({
    // Nothing else is asked of it to check a code.
    store: store as AuthenticatorStore,
    attempts: {
      charge: async () => ({ outcome: 'charged', failures: 1 }),
      clear: async () => true,
    },
    sealer,
    clock,
  })
  const last = made.at(-1)
  if (!last) throw new RangeError('an account without a device has no code')
  const now = () => stepAt(clock(), DEFAULT_TOTP.period)
  // Good for a minute: longer than all of this takes.
  const right = codeAt(last.secret, now(), DEFAULT_TOTP)
  const check = (name: string, code: string, outcome: string): Check => ({
    name: `${name}, ${devices} devices`,
    async run() {
      const result = await authenticators.verify(accountId, code)
      if (result.outcome !== outcome) throw new Error(`${name}: ${result.outcome}`)
    },
  })
  const wrong = String((Number(right) + 500_000) % 1_000_000).padStart(6, '0')
  return [check('right', right, 'accepted'), check('wrong', wrong, 'rejected')]
}

/** Checks in one batch. */
const BATCH = 50

/** Microseconds per check, batch after batch, the checks taking turns. */
async function takeTurns(
  checks: readonly Check[],
  batches: number,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const taken = new Map<string, number[]>(checks.map(({ name }) => [name, []]))
  for (let batch = -batches / 4; batch < batches; batch += 1) {
    for (const { name, run } of checks) {
      const began = performance.now()
      for (let time = 0; time < BATCH; time += 1) await run()
      // The first ones are for the compiler.
      if (batch >= 0) taken.get(name)?.push(((performance.now() - began) * 1000) / BATCH)
    }
  }
  return taken
}
