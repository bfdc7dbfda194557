import { z } from 'zod'
import type { Activity, Happening } from './events.ts'
import { ROWS } from './record.ts'
import type { Line } from './row.ts'

const origin = z
  .object({
    address: z.string(),
    userAgent: z.string(),
    requestId: z.string().exactOptional(),
    device: z.string().exactOptional(),
  })
  .exactOptional()

const schemas = Object.entries(ROWS).map(([type, { kept, formerly }]) =>
  z.object({ type: z.literal(type), origin, ...kept, ...formerly }),
)
type Schemas = typeof schemas
const activitySchema = z.discriminatedUnion('type', schemas as [Schemas[number], ...Schemas])

/** What its owner reads of it. Undefined for an event that the history does not keep. */
export const lineOf = (activity: Activity | Happening): Line | undefined =>
  ROWS[activity.type].history?.(activity)

/** An event as the history keeps it: without the account, which stands beside it. */
export const writeActivity = (event: Happening): string =>
  JSON.stringify(activitySchema.parse(event))

/** What `writeActivity` wrote. Undefined for what only a newer version can tell. */
export function readActivity(entry: string): Activity | undefined {
  const { data } = activitySchema.safeParse(JSON.parse(entry))
  return data as Activity | undefined
}

/** An entry without where it came from, as it stays when its account is gone. */
export function withoutOrigin(entry: string): string {
  const { origin: _, ...rest } = JSON.parse(entry) as Record<string, unknown>
  return JSON.stringify(rest)
}
