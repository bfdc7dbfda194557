import { checkUp, type GapCode } from '../people/index.ts'
import { takesMethod } from '../assurance/index.ts'
import {
  ENOUGH_RECOVERY_CODES,
  RECOVERY_CODE,
  remainingOf,
} from '../methods/recovery-codes/index.ts'
import type { CheckUpSummary } from '../pages/devices.ts'
import { factorsOf } from '../oidc/index.ts'
import type { ConsoleContext, Visit } from './console-context.ts'

/** Sessions that are counted: beyond that a number tells nobody more. */
const COUNTED = 100

/** Where each gap is closed, below the console's own path. */
const PATHS = {
  no_device: '/devices/add',
  one_device: '/devices/add',
  no_codes: '/recovery-codes/new',
  few_codes: '/recovery-codes/new',
  email_unverified: '/email',
  trusted_for_long: '/browsers',
  signed_in_elsewhere: '/sessions',
} as const satisfies Readonly<Record<GapCode, string>>

/** What is missing to the account of a visit; undefined where nothing is. */
export async function checkUpOf(
  context: ConsoleContext,
  visit: Visit,
): Promise<CheckUpSummary | undefined> {
  const { clock, ladder, path, sessions, trustedBrowsers } = context
  const { account, session, subject } = visit
  const { devices, enrolled, recoveryCodes } = subject
  const { email, emailVerified } = account
  // Where nobody is mailed, or there is no address, nothing can be verified.
  const mails = context.email !== undefined && email !== undefined
  const [browsers, signedIn] = await Promise.all([
    enrolled ? (trustedBrowsers?.list(account.id, factorsOf(subject)) ?? []) : [],
    sessions.list(account, session.uid, COUNTED),
  ])
  const offersCodes = enrolled && takesMethod(ladder, RECOVERY_CODE.id)
  const found = checkUp(
    {
      devices: devices.length,
      recoveryCodes: offersCodes
        ? { left: recoveryCodes ? remainingOf(recoveryCodes) : 0, enough: ENOUGH_RECOVERY_CODES }
        : undefined,
      emailVerified: mails ? emailVerified === true : undefined,
      trustedAt: browsers.map(({ createdAt }) => createdAt),
      sessionsElsewhere: signedIn.filter(({ uid }) => uid !== session.uid).length,
    },
    clock(),
  )
  return (
    found && {
      safeguards: found.safeguards,
      gaps: found.gaps.map((gap) => ({ ...gap, href: `${path}${PATHS[gap.code]}` })),
    }
  )
}
