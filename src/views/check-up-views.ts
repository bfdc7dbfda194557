import type { CheckUpSummary, GapRow } from '../pages/devices.ts'
import { assertNever } from '../kernel/typing.ts'
import { tell, type Texts } from './texts.ts'

/** What protects the account and what is missing, each with the button that mends it. */
export function checkUpSection({ safeguards, gaps }: CheckUpSummary, texts: Texts) {
  const words = texts.checkUp
  return {
    heading: words.heading,
    lead: words.protectedBy({
      list: texts.formats.list(safeguards.map((one) => tell(words.safeguards, one))),
    }),
    gaps: gaps.map((gap) => ({
      href: gap.href,
      text: tell(words.gaps, gap),
      button: buttonText(gap, texts),
    })),
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
