import type { CheckUpSummary, GapRow, SafeguardRow } from '../pages/check-up.ts'
import { assertNever } from '../kernel/assert-never.ts'
import type { Texts } from './texts.ts'

/** What protects the account and what is missing, each with the button that mends it. */
export function checkUpSection({ safeguards, gaps }: CheckUpSummary, texts: Texts) {
  const words = texts.checkUp
  return {
    heading: words.heading,
    lead: words.protectedBy(texts.formats.list(safeguards.map((one) => safeguardText(one, texts)))),
    gaps: gaps.map((gap) => ({
      href: gap.href,
      text: gapText(gap, texts),
      button: buttonText(gap, texts),
    })),
  }
}

function safeguardText(safeguard: SafeguardRow, { checkUp: { safeguards } }: Texts): string {
  return 'count' in safeguard
    ? safeguards[safeguard.code](safeguard.count)
    : safeguards[safeguard.code]
}

function gapText(gap: GapRow, { checkUp: { gaps } }: Texts): string {
  switch (gap.code) {
    case 'few_codes':
      return gaps.few_codes(gap.left)
    case 'trusted_for_long':
    case 'signed_in_elsewhere':
      return gaps[gap.code](gap.count)
    case 'no_device':
    case 'one_device':
    case 'no_codes':
    case 'email_unverified':
      return gaps[gap.code]
    default:
      return assertNever(gap)
  }
}

/** Named as the page that it leads to, or as the same link is elsewhere. */
function buttonText({ code }: GapRow, texts: Texts): string {
  switch (code) {
    case 'no_device':
    case 'one_device':
      return texts.devices.add
    case 'no_codes':
      return texts.secondFactor.security.make
    case 'few_codes':
      return texts.secondFactor.security.renew
    case 'email_unverified':
      return texts.checkUp.verify
    case 'trusted_for_long':
      return texts.trusted.browsers.heading
    case 'signed_in_elsewhere':
      return texts.sessions.heading
    default:
      return assertNever(code)
  }
}
