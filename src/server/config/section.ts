import { z } from 'zod'

/** Options that stand together, each of which may be left out, and so may all of them. */
export const section = <Shape extends z.ZodRawShape>(shape: Shape) =>
  // What is not written is an empty one, whose members say themselves what they are then.
  z.strictObject(shape).prefault({} as never)
