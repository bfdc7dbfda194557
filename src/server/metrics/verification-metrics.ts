import { Histogram, type Registry } from 'prom-client'
import type { Passwords } from '../../methods/password/passwords.ts'
import { PASSWORD } from '../../methods/password/method.ts'
import { TOTP, type Authenticators } from '../../methods/totp/index.ts'
import { RECOVERY_CODE, type RecoveryCodes } from '../../methods/recovery-codes/index.ts'

export interface Verifiers {
  readonly passwords: Passwords
  readonly authenticators: Authenticators
  readonly recoveryCodes: RecoveryCodes
}

/** The same, and how long each check takes: with its round trips to the store, and its turn to be hashed. */
export function measureVerifications<Parts extends Verifiers>(
  registry: Registry,
  parts: Parts,
): Parts {
  const durations = new Histogram({
    name: 'oidc_step_up_verification_duration_seconds',
    help: 'How long it took to check what somebody proved, by method',
    labelNames: ['method'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  })
  const timed = <Values extends readonly unknown[], Result>(
    method: string,
    check: (...values: Values) => Promise<Result>,
  ): ((...values: Values) => Promise<Result>) => {
    const duration = durations.labels(method)
    return async (...values) => {
      const begun = performance.now()
      try {
        return await check(...values)
      } finally {
        duration.observe((performance.now() - begun) / 1000)
      }
    }
  }
  const { passwords, authenticators, recoveryCodes } = parts
  return {
    ...parts,
    passwords: {
      authenticate: timed(PASSWORD.id, (...values) => passwords.authenticate(...values)),
      reauthenticate: timed(PASSWORD.id, (...values) => passwords.reauthenticate(...values)),
    },
    authenticators: {
      ...authenticators,
      verify: timed(TOTP.id, (...values) => authenticators.verify(...values)),
    },
    recoveryCodes: {
      ...recoveryCodes,
      verify: timed(RECOVERY_CODE.id, (...values) => recoveryCodes.verify(...values)),
    },
  }
}
