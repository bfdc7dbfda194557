import { present } from '../../kernel/typing.ts'
import { lastUseOf } from '../../people/index.ts'
import type { MethodModule } from '../method.ts'
import { isCodeOf, normalizeCode } from './totp.ts'

/** How many digits the codes of devices can have, whatever those of the account at hand have. */
const DIGITS = [6, 8]

export const TOTP = {
  id: 'totp',
  factors: ['possession'],
  amr: ['otp'],
  identifies: false,
  resistsPhishing: false,
  enrollable: true,
  held: ({ devices }) => ({
    provable: devices.length > 0,
    protects: devices.length > 0,
    credentials: devices.map(({ id }) => id),
  }),
  standing: async ({ authenticators }, accountId) =>
    (await authenticators.confirmed(accountId)).map(({ id }) => id),
  codes: {
    event: 'code',
    reads(input) {
      const code = normalizeCode(input)
      return DIGITS.some((digits) => isCodeOf(code, digits))
    },
    async verify({ authenticators }, accountId, input, guess) {
      const result = await authenticators.verify(accountId, input, guess)
      if (result.outcome !== 'accepted') return result
      const { outcome, authenticator, name } = result
      return { outcome, credential: authenticator, name, facts: { authenticator } }
    },
    uses: async ({ authenticators }, accountId) =>
      (await authenticators.confirmed(accountId)).map(lastUseOf),
    form: {
      step: 'code',
      field: 'code',
      trusts: true,
      errors: {
        wrong: { code: 'code_wrong' },
        malformed: ([digits = 6]) => ({ code: 'code_malformed', digits }),
      },
      draw(show, frame, { bound, otherHref, trust }) {
        show('code', {
          ...frame,
          digits: [...new Set(bound?.devices.map(({ parameters }) => parameters.digits))],
          ...present({ recoveryHref: otherHref }),
          ...(trust ? { trust } : {}),
        })
      },
    },
  },
} as const satisfies MethodModule
