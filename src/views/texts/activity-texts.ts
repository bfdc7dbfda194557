import type { ActivityCode, ActivityFact } from '../../pages/activity.ts'

/** The facts that one code comes with. */
type FactOf<Code extends ActivityCode> = ActivityFact extends infer Fact
  ? Fact extends { readonly code: infer Codes }
    ? Code extends Codes
      ? Fact
      : never
    : never
  : never

/** What happened, in one sentence each. */
export type ActivityTexts = {
  readonly [Code in ActivityCode]: (fact: FactOf<Code>) => string
}
