import { ConfigurationError } from '../../kernel/faults.ts'
import { variableOf } from './environment.ts'
import type { Problem } from './problems.ts'

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
