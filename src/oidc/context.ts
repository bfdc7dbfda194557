import type { Clock } from '../kernel/instant.ts'
import type { TrustedBrowsers } from '../trust/index.ts'
import type { SubjectSources } from './abilities.ts'
import type { Rules } from '../policy/index.ts'

/** What the decision is computed from, apart from the request itself. */
export interface StepUpContext extends SubjectSources, Rules {
  readonly clock: Clock
  /** Absent where no browser is ever spared the code. */
  readonly trustedBrowsers?: TrustedBrowsers
}
