import { strict as assert } from 'node:assert'
import type { Claims } from '../support/relying-party.ts'
import { ONE, TWO } from './clients.ts'
import type { Expected } from './table.ts'

/** When each factor was proved, in seconds since the epoch. */
export interface Proved {
  password?: number
  code?: number
}

/** What is asked, in order, and what is answered then. */
export function partsOf(expected: Expected): { steps: readonly string[]; result: string } {
  const [steps = '', result = ''] = expected.split('→').map((part) => part.trim())
  return { steps: steps.split(', ').filter(Boolean), result }
}

export type Truth = readonly [acr: unknown, amr: unknown, authTime: unknown]

/** All that was proved, and when the factor was that the class goes by. */
export function truthOf(result: string, { password, code }: Proved): Truth {
  const amr = code === undefined ? ['pwd'] : ['pwd', 'otp', 'mfa']
  if (result === '1fa') return [ONE, amr, password]
  assert.equal('2fa', result, 'tokens were issued')
  return [TWO, amr, code]
}

/** What a token says. */
export const told = ({ acr, amr, auth_time: authTime }: Partial<Claims>): Truth => [
  acr,
  amr,
  authTime,
]
