import type { Pages } from '../pages/pages.ts'
import type { BrowserName, TrustOffer, TrustedBrowserRow } from '../pages/browsers.ts'
import { accountFrame } from './account-frame.ts'
import { formView } from './form-view.ts'
import type { Texts } from './texts.ts'
import type { Choice, View } from './view.ts'

/** What has to do with browsers that are not asked for the routine code. */

/** Never ticked by us; it stands before the field, as the form is sent with the last digit. */
export function trustChoice(offer: TrustOffer, { trusted, formats }: Texts): Choice {
  return {
    name: 'trust',
    label: trusted.trust.label({ lifetime: formats.lifetime(offer.lifetime) }),
    hint: trusted.trust.hint,
    checked: offer.checked,
  }
}

/** "Firefox on Windows" */
export function browserName({ browser, system }: BrowserName, { trusted }: Texts): string {
  const names = trusted.browserNames
  if (browser !== undefined) {
    return system === undefined ? names.browser({ browser }) : names.both({ browser, system })
  }
  return system === undefined ? names.unknown : names.system({ system })
}

export function browsersView(model: Pages['browsers'], texts: Texts): View {
  const words = texts.trusted.browsers
  return {
    heading: words.heading,
    lead: words.lead({ lifetime: texts.formats.lifetime(model.lifetime) }),
    failed: false,
    words,
    ...accountFrame(model.frame, texts),
    done: model.done && doneText(model.done, texts),
    browsers: model.browsers.map((row) => browserLine(row, texts)),
    forgetAllHref: model.forgetAllHref,
  }
}

function doneText(done: NonNullable<Pages['browsers']['done']>, texts: Texts): string {
  const words = texts.trusted.browsers.done
  return done.code === 'forgotten'
    ? words.forgotten({ name: browserName(done, texts) })
    : words.all_forgotten
}

function browserLine(row: TrustedBrowserRow, texts: Texts) {
  const { formats } = texts
  const words = texts.trusted.browsers
  return {
    name: browserName(row, texts),
    here: row.here,
    times: [
      { label: words.lastUsed, at: row.lastUsedAt, precision: 'time' },
      { label: words.trusted, at: row.trustedAt, precision: 'date' },
      { label: words.until, at: row.until, precision: 'date' },
    ].map(({ label, at, precision }) => ({
      label,
      precision,
      machine: at.toISOString(),
      text: precision === 'time' ? formats.dateTime(at) : formats.date(at),
    })),
    address: row.address,
    forgetHref: row.forgetHref,
  }
}

export function browserForgetView(model: Pages['browser-forget'], texts: Texts): View {
  const words = texts.trusted.browserForget
  const { what } = model
  const all = what === 'all'
  return formView({
    heading: all
      ? words.headingAll
      : what.here
        ? words.headingHere
        : words.heading({ name: browserName(what, texts) }),
    lead: all ? words.leadAll : what.here ? words.leadHere : words.lead,
    form: model,
    accountName: model.accountName,
    submit: all ? words.submitAll : words.submit,
    keep: all ? words.keepAll : words.keep,
    cancelHref: model.cancelHref,
  })
}
