import type { ActivityFact, ActivityPages, ActivityRow } from '../pages/activity.ts'
import { accountFrame } from './account-frame.ts'
import { tell, type Texts } from './texts.ts'
import type { View } from './view.ts'

/** An account's history. */

export function activityView(model: ActivityPages['activity'], texts: Texts): View {
  const { activity } = texts
  const { rows, filters, latestHref, earlierHref } = model
  const whole = filters.some(({ filter, here }) => here && filter === 'all')
  const none = whole ? activity.empty : activity.noneOfKind
  return {
    heading: activity.heading,
    failed: false,
    words: activity,
    ...accountFrame(model.frame, texts),
    filters: filters.map(({ filter, href, here }) => ({
      href,
      here,
      text: activity.filters[filter],
    })),
    rows: rows.map((row) => lineOf(row, texts)),
    empty: latestHref === undefined ? none : activity.nothingEarlier,
    paging: [
      ...(earlierHref === undefined ? [] : [{ href: earlierHref, text: activity.earlier }]),
      ...(latestHref === undefined ? [] : [{ href: latestHref, text: activity.latest }]),
    ],
  }
}

function lineOf(row: ActivityRow, texts: Texts) {
  const { at, fact, methods = [], kind, suspicious, repeated, application, device, place } = row
  const { activity } = texts
  const sentence = sentenceOf(fact, texts)
  return {
    kind: suspicious ? 'suspicious' : kind,
    mark: kind === 'entered' ? undefined : activity[kind],
    warning: suspicious ? activity.suspicious : undefined,
    told: repeated ? activity.times({ told: sentence, count: repeated.count }) : sentence,
    at: timeOf(at, texts),
    since: repeated && timeOf(repeated.since, texts),
    application:
      application === undefined || fact.code === 'application_revoked'
        ? undefined
        : activity.to({ application }),
    methods: methodsOf(methods, texts),
    device: device === undefined ? undefined : activity.device({ device }),
    address: place && activity.from({ address: place.address }),
    browser: place && browserText(place, texts),
    notMe: { href: row.notMeHref, text: activity.notMe, about: sentence },
  }
}

const timeOf = (at: Date, { formats }: Texts) => ({
  machine: at.toISOString(),
  text: formats.dateTime(at),
})

const stepOf = (
  words: { readonly title: string; readonly hint: string; readonly link: string },
  href: string,
) => ({ ...words, href })

/** What to do about something that somebody else did, the most urgent first. */
export function notMeView(model: ActivityPages['not-me'], texts: Texts): View {
  const { notMe, sessions } = texts
  const { event, others, passwordHref, devicesHref, codesHref, browsersHref } = model
  return {
    heading: notMe.heading,
    lead: notMe.lead,
    failed: false,
    ...accountFrame(model.frame, texts),
    done: model.done && sessions.ended({ count: model.done.ended }),
    form: model,
    event: event && { told: sentenceOf(event.fact, texts), at: timeOf(event.at, texts) },
    sessions: notMe.sessions,
    others,
    alone: sessions.alone,
    steps: [
      stepOf(notMe.password, passwordHref),
      stepOf(notMe.devices, devicesHref),
      ...(codesHref === undefined ? [] : [stepOf(notMe.codes, codesHref)]),
      ...(browsersHref === undefined ? [] : [stepOf(notMe.browsers, browsersHref)]),
    ],
    history: { href: model.historyHref, text: notMe.history },
  }
}

const sentenceOf = (fact: ActivityFact, { activity }: Texts): string => tell(activity.facts, fact)

function methodsOf(methods: readonly string[], { activity, formats }: Texts): string | undefined {
  if (methods.length === 0) return undefined
  const names: Readonly<Record<string, string | undefined>> = activity.methods
  return activity.by({ methods: formats.list(methods.map((method) => names[method] ?? method)) })
}

function browserText(
  { browser, system }: NonNullable<ActivityRow['place']>,
  { activity }: Texts,
): string {
  if (browser !== undefined && system !== undefined) {
    return activity.browserOnSystem({ browser, system })
  }
  return browser ?? system ?? activity.unknownBrowser
}
