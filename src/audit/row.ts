import { z } from 'zod'
import type { AccountId } from '../kernel/ids.ts'
import type { ActivityCode, ActivityFact } from '../pages/activity.ts'
import type { MailDraft } from '../pages/mails.ts'
import type { Count } from './counters.ts'

/** What an event tells, by name. */
export type Shape = Readonly<Record<string, z.ZodType>>
export type Told<Facts extends Shape> = keyof Facts extends never
  ? object
  : Readonly<z.output<z.ZodObject<Facts>>>

/** `refused`: it was not even looked at, or asked for in vain. */
export type Outcome = 'succeeded' | 'failed' | 'refused'

/** Who did it. `anyone`: nobody had proved who they are; `operator`: on the command line. */
export type Actor = 'owner' | 'operator' | 'system' | 'anyone'

/** What an account's owner reads of an event. */
export interface Line {
  readonly fact: ActivityFact
  /** Set where somebody failed: how often is alarming, at a place that nobody knows and with nothing right after it. */
  readonly alarming?: number
  /** It shows that whoever mistyped something before was the owner. */
  readonly right?: boolean
}

/** All that is said of a type of events. Everything that is made of events is made of this: `history.ts`, `journal.ts`, and the metrics and log of `server/`. */
export interface Row<Kept extends Shape, Unkept extends Shape> {
  /** What the history keeps of it. */
  readonly kept: Kept
  /** What it does not keep: ids that tell an owner nothing. */
  readonly unkept: Unkept
  /** What of `kept` was written otherwise by an earlier version, and is still read. */
  readonly formerly?: Shape
  /** @default succeeded */
  outcome?(event: Told<Kept & Unkept>): Outcome
  /** @default their owner, whose session it is, where it succeeded; on the command line an operator */
  actor?(event: Told<Kept & Unkept>): Actor | undefined
  /** Of its refused ones there can be any number: see `Journal`. */
  readonly floods?: true
  /**
   * What its owner reads, by the texts of `activity.facts`; what nothing is said of is not kept. An application is
   * given by its id. @default nothing
   */
  history?(activity: Told<Kept>): Line | undefined
  /** The mail that it makes due: what adds a key to the account, takes a lock away, or uses the last resort. */
  mail?(event: Told<Kept & Unkept>): MailDraft | undefined
  /** What it moves besides `events`. */
  counts?(event: Told<Kept & Unkept>): readonly Count[]
  /** It ends an interaction, and is logged when that is written. Others tell of what is done, or was refused. */
  readonly endsInteraction?: true
}

const none = {} as const
type None = typeof none

const rowsWith =
  <Account extends Shape>(account: Account) =>
  <Kept extends Shape = None, Own extends Shape = None>({
    kept,
    unkept,
    ...row
  }: Partial<Pick<Row<Kept, Own>, 'kept' | 'unkept'>> &
    Omit<Row<Kept, Account & Own>, 'kept' | 'unkept'>): Row<Kept, Account & Own> => ({
    ...row,
    kept: kept ?? (none as Kept),
    unkept: { ...account, ...unkept } as Account & Own,
  })

const accountId = z.custom<AccountId>()

/** Something that happened to an account. */
export const event = rowsWith({ accountId })

/** Something that may have no account: nobody has the name, or nobody has proved a name. */
export const attempt = rowsWith({ accountId: accountId.exactOptional() })

/** A line of one text, which is given what the history keeps. */
export const says =
  <Code extends ActivityCode>(code: Code, more: Omit<Line, 'fact'> = {}) =>
  (facts: Omit<Extract<ActivityFact, { readonly code: Code }>, 'code'>): Line => ({
    fact: { ...facts, code } as Extract<ActivityFact, { readonly code: Code }>,
    ...more,
  })
