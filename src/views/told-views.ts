import type { Pages } from '../pages/pages.ts'
import type { Link, MessageCode } from '../pages/parts.ts'
import type { Texts } from './texts.ts'
import type { View } from './view.ts'

/** The pages that only tell: the start page, errors and ends. */

export function landingView(model: Pages['landing'], texts: Texts): View {
  return {
    heading: texts.landing.heading,
    lead: texts.landing.lead,
    failed: false,
    linksText: texts.landing.links,
    links: model.links.map((link) => ({
      href: link.href,
      text: linkText(link, texts),
      hint: texts.linkHints[link.code],
    })),
    issuerText: texts.landing.issuer,
    issuer: model.issuer,
  }
}

const linkText = ({ code, name }: Link, { links }: Texts): string =>
  code === 'back_to_application' && name !== undefined
    ? links.back_to({ application: name })
    : links[code]

/** An error, or simply an end? Told by the mark beside the heading and in the title. */
const isFailure = {
  interaction_expired: true,
  request_invalid: true,
  form_outdated: true,
  not_found: true,
  unavailable: true,
  internal: true,
  signed_out: false,
  connected: false,
  cancelled: false,
  sign_in_impossible: true,
  device_limit: true,
  second_factor_required: true,
  too_many_attempts: true,
} satisfies Readonly<Record<MessageCode, boolean>>

export function messageView(model: Pages['message'], texts: Texts): View {
  const { title, body } = texts.messages[model.code]
  const { signedOut = [], notSignedOut = [] } = model.applications ?? {}
  const listOf = (names: readonly string[]): string | undefined =>
    names.length > 0 ? texts.formats.list(names) : undefined
  return {
    heading: title,
    lead: body,
    failed: isFailure[model.code],
    reference: model.reference,
    detail: model.detail,
    words: texts.message,
    signedOut: listOf(signedOut),
    notSignedOut: listOf(notSignedOut),
    links: model.links.map((link) => ({
      href: link.href,
      text: linkText(link, texts),
    })),
  }
}
