import { z } from 'zod'
import type { EventType, Happening } from '../../src/audit/events.ts'
import { ROWS } from '../../src/audit/record.ts'

/** Values of a fact: each of an enumeration, with and without what may be absent. */
function valuesOf(schema: z.ZodType): readonly unknown[] {
  if (schema instanceof z.ZodExactOptional) {
    return [undefined, ...valuesOf(schema.unwrap() as z.ZodType)]
  }
  if (schema instanceof z.ZodEnum) return schema.options
  if (schema instanceof z.ZodLiteral) return [...schema.values]
  if (schema instanceof z.ZodBoolean) return [true, false]
  if (schema instanceof z.ZodNumber) return [1, 3]
  if (schema instanceof z.ZodString) return ['a text']
  if (schema instanceof z.ZodCustom) return ['an-id']
  if (schema instanceof z.ZodPipe) return [Date.UTC(2047, 10, 21)]
  if (schema instanceof z.ZodReadonly) return [['password', 'totp']]
  throw new Error(`no values for ${schema.constructor.name}`)
}

/** Whatever an event of the type can tell. */
export function eventsOf(type: EventType): readonly Happening[] {
  const { kept, unkept } = ROWS[type]
  const origin = { address: '192.0.2.7', userAgent: 'Firefox', requestId: 'r1' }
  return Object.entries({ ...unkept, ...kept })
    .reduce<readonly object[]>(
      (events, [name, schema]) =>
        events.flatMap((event) =>
          valuesOf(schema).map((value) =>
            value === undefined ? event : { ...event, [name]: value },
          ),
        ),
      [{ type }],
    )
    .flatMap((event) => [event, { ...event, origin }] as Happening[])
}

export const EVENT_TYPES = Object.keys(ROWS) as EventType[]
