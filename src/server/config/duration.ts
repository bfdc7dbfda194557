import { z } from 'zod'

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const

const EXPECTED = 'expected a duration such as 30s, 15m, 1h or 7d'

/** `30s`, `15m`, `1h`, `7d`, or a whole number of seconds; comes out in seconds. */
export const duration = z
  .union([z.string().regex(/^[1-9]\d{0,8}[smhd]$/, EXPECTED), z.int().min(1)], {
    error: EXPECTED,
  })
  .transform((value) => {
    if (typeof value === 'number') return value
    const unit = value.slice(-1) as keyof typeof SECONDS
    return Number(value.slice(0, -1)) * SECONDS[unit]
  })

/** The same, or `0s`. */
export const noneOr = (some: typeof duration) =>
  z
    .preprocess((value) => (value === '0s' || value === 0 ? undefined : value), some.optional())
    .transform((value) => value ?? 0)
