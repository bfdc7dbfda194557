import type { z } from 'zod'

/** One thing that is wrong with the configuration. */
export interface Problem {
  /** Where the option stands: `clients[0].redirect_uris`. */
  readonly path: string
  readonly problem: string
}

/** What zod found, as problems with a path each; an unknown option is a problem of its own. */
export function problemsOf(error: z.ZodError): Problem[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: pathOf([...issue.path, key]),
        problem: 'is not an option',
      }))
    }
    return [{ path: pathOf(issue.path), problem: sentence(issue.message) }]
  })
}

/** Zod's words without their heading. */
const sentence = (message: string): string =>
  message
    .replace(/^[A-Z][a-z ]+: (?=expected )/, '')
    .replace(/, received undefined$/, ', but it is missing')

const pathOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '') || 'configuration'
