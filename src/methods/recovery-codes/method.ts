import { present } from '../../kernel/typing.ts'
import type { MethodModule } from '../method.ts'
import { parseRecoveryCode } from './recovery-code.ts'
import { remainingOf } from './recovery-codes.ts'

export const RECOVERY_CODE = {
  id: 'recovery_code',
  factors: ['possession'],
  // RFC 8176 has no value for a look-up secret; "otp" is the nearest truth and "kba" would be a lie.
  amr: ['otp'],
  identifies: false,
  resistsPhishing: false,
  enrollable: false,
  // They protect though all of them are used: running out must not turn off what they stand in for.
  held: ({ recoveryCodes: set }) => ({
    provable: set !== undefined && remainingOf(set) > 0,
    protects: set !== undefined,
    credentials: set ? [set.id] : [],
  }),
  async standing({ recoveryCodes }, accountId) {
    const set = await recoveryCodes?.find(accountId)
    return set ? [set.id] : []
  },
  codes: {
    event: 'recovery_code',
    reads: (input) => parseRecoveryCode(input) !== undefined,
    verify: ({ recoveryCodes }, accountId, input, guess) =>
      recoveryCodes?.verify(accountId, input, guess).then((result) => {
        if (result.outcome !== 'accepted') return result
        const { outcome, set, remaining } = result
        return { outcome, credential: set, facts: { remaining } }
      }),
    async uses({ recoveryCodes }, accountId) {
      const set = await recoveryCodes?.find(accountId)
      return [...(set?.used.values() ?? [])]
    },
    form: {
      step: 'recovery',
      field: 'recovery_code',
      trusts: false,
      errors: {
        wrong: { code: 'recovery_wrong' },
        malformed: () => ({ code: 'recovery_malformed' }),
      },
      draw(show, frame, { otherHref, typed }) {
        show('recovery-code', {
          ...frame,
          ...present({ codeHref: otherHref, typed }),
        })
      },
    },
  },
} as const satisfies MethodModule
