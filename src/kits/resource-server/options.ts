import type { z } from 'zod'
import { ConfigurationError } from '../../kernel/faults.ts'

/** @throws ConfigurationError that names the first option which is wrong */
export function parseOptions<Schema extends z.ZodType>(
  schema: Schema,
  options: unknown,
  path: string,
): z.output<Schema> {
  const parsed = schema.safeParse(options)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const where = [path, ...(issue?.path ?? [])].map(String).join('.')
  throw new ConfigurationError(where, issue?.message ?? 'invalid', { cause: parsed.error })
}
