import type { ActivityCode, ActivityFact, ActivityPages, ActivityRow } from '../pages-activity.ts'
import { accountFrame } from './account-frame.ts'
import type { Texts } from './texts.ts'
import type { View } from './view.ts'

/** An account's history. */

/** How an entry is marked: that somebody came in, that they did not, or that something is different now. */
type Kind = 'entered' | 'failed' | 'changed'

const KINDS: Readonly<Record<ActivityCode, Kind>> = {
  signed_in: 'entered',
  stepped_up: 'entered',
  password_wrong: 'failed',
  password_refused: 'failed',
  password_alone: 'failed',
  code_wrong: 'failed',
  code_replayed: 'failed',
  code_refused: 'failed',
  recovery_code_wrong: 'failed',
  recovery_code_refused: 'failed',
  setup_code_wrong: 'failed',
  declined: 'failed',
  recovery_code_used: 'changed',
  device_begun: 'changed',
  device_added: 'changed',
  device_renamed: 'changed',
  device_removed: 'changed',
  recovery_codes_issued: 'changed',
  recovery_codes_regenerated: 'changed',
  recovery_codes_seen: 'changed',
  second_factor_off: 'changed',
  second_factor_reset: 'changed',
  browser_trusted: 'changed',
  browser_forgotten: 'changed',
  browsers_forgotten: 'changed',
  password_changed: 'changed',
  password_reset: 'changed',
  password_set_by_administrator: 'changed',
  password_reset_asked: 'changed',
  sessions_ended: 'changed',
  sessions_over_limit: 'changed',
  application_revoked: 'changed',
}

export function activityView(model: ActivityPages['activity'], texts: Texts): View {
  const { activity } = texts
  const { rows, latestHref } = model
  return {
    heading: activity.heading,
    failed: false,
    words: activity,
    ...accountFrame(model.frame, texts),
    rows: rows.map((row) => lineOf(row, texts)),
    empty: latestHref === undefined ? activity.empty : activity.nothingEarlier,
    earlierHref: model.earlierHref,
    latestHref,
  }
}

function lineOf({ at, fact, application, place }: ActivityRow, texts: Texts) {
  const { activity, formats } = texts
  const kind = KINDS[fact.code]
  return {
    kind,
    mark: kind === 'entered' ? undefined : activity[kind],
    told: sentenceOf(fact, texts),
    at: { machine: at.toISOString(), text: formats.dateTime(at) },
    application:
      application === undefined || fact.code === 'application_revoked'
        ? undefined
        : activity.to(application),
    methods: 'methods' in fact ? methodsOf(fact.methods, texts) : undefined,
    address: place && activity.from(place.address),
    browser: place && browserText(place, texts),
  }
}

function sentenceOf(fact: ActivityFact, { activity }: Texts): string {
  // `ActivityTexts` types each entry by its own code, which is the one it is looked up by.
  return (activity.facts[fact.code] as (fact: ActivityFact) => string)(fact)
}

function methodsOf(methods: readonly string[], { activity, formats }: Texts): string | undefined {
  if (methods.length === 0) return undefined
  return activity.by(formats.list(methods.map((method) => activity.methods[method] ?? method)))
}

function browserText(
  { browser, system }: NonNullable<ActivityRow['place']>,
  { activity }: Texts,
): string {
  if (browser !== undefined && system !== undefined) {
    return activity.browserOnSystem(browser, system)
  }
  return browser ?? system ?? activity.unknownBrowser
}
