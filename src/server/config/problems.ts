import type { z } from 'zod'
import { ConfigurationError } from '../../kernel/faults.ts'
import { variableOf } from './environment.ts'

/** One thing that is wrong with the configuration. */
export interface Problem {
  /** Where the option stands: `clients[0].redirect_uris`. */
  readonly path: string
  readonly problem: string
}

/** Everything that is wrong, told at once: nobody likes to start a server five times. */
export class InvalidConfiguration extends ConfigurationError {
  readonly problems: readonly Problem[]

  constructor(problems: readonly [Problem, ...Problem[]]) {
    const [first, ...others] = problems.map(({ path, problem }) => {
      const variable = variableOf(path)
      return { path: variable ? `${path} (${variable})` : path, problem }
    }) as [Problem, ...Problem[]]
    const rest = others.map(({ path, problem }) => `\n${path}: ${problem}`).join('')
    super(first.path, first.problem + rest)
    this.name = 'InvalidConfiguration'
    this.problems = problems
  }
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
