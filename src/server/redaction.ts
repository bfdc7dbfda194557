import { METHODS } from '../methods/index.ts'

/** Whatever is logged by mistake under one of these names is not printed. */
const HIDDEN = new Set([
  'password',
  ...METHODS.flatMap(({ codes }) => (codes ? [codes.form.field] : [])),
  'secret',
  'otpauth',
  'csrf',
  'client_secret',
  'authorization',
  'cookie',
  'set-cookie',
  'new_password',
  'user_code',
  'access_token',
  'refresh_token',
  'id_token',
  'token',
])

/** What stands in the place of a value. */
const CENSOR = '[redacted]'

/** Levels below which nobody looks: what we log is no deeper. */
const LEVELS = 3

/**
 * The same object without what is hidden, in the first levels of it. Nothing is copied where nothing is to
 * be hidden, which is every line but a mistaken one. pino's own `redact` does the same with a path for each
 * name and level; it took longer than all the rest of a line, and there are two lines to a request.
 */
export function redacted<T extends object>(object: T, levels = LEVELS): T {
  let copy: Record<string, unknown> | undefined
  for (const [name, value] of Object.entries(object) as [string, unknown][]) {
    const shown = shownOf(name, value, levels)
    if (shown === value) continue
    copy ??= (Array.isArray(object) ? [...object] : { ...object }) as Record<string, unknown>
    copy[name] = shown
  }
  // Of the same kind, with some values replaced.
  return (copy as T | undefined) ?? object
}

function shownOf(name: string, value: unknown, levels: number): unknown {
  if (HIDDEN.has(name)) return value === undefined ? value : CENSOR
  // An error is written by its serializer, which redacts what it makes of it.
  if (typeof value !== 'object' || value === null || value instanceof Error) return value
  return levels > 1 ? redacted(value, levels - 1) : value
}
