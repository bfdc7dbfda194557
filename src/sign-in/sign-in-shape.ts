import { createHmac } from 'node:crypto'
import { nameKey } from '../kernel/typed.ts'
import { proofBy, strangerTo, type Decision, type Ladder } from '../assurance/index.ts'
import { PASSWORD } from '../methods/password/method.ts'
import type { AccountId } from '../kernel/ids.ts'
import type { SignInFields } from '../pages/parts.ts'
import {
  findBound,
  isEnrolled,
  judgeInBrowser,
  type BrowserJudgement,
  type Subject,
} from '../oidc/index.ts'
import type { PageContext } from './page-context.ts'
import { boundTo, type Flow } from './flow.ts'

/** What the page for the first factor asks for. */
export interface SignInForm {
  /** A page that does not ask for the name shows it. */
  readonly fields: SignInFields
  /** The code among them is the everyday one: who gives it may have the browser trusted. */
  readonly everyday: boolean
}

const asks = (fields: SignInFields): SignInForm => ({ fields, everyday: false })

/** Which fields the page for the first factor has. */
export async function formFor(page: PageContext, flow: Flow, login: string): Promise<SignInForm> {
  if (page.signInPage === 'password-first') {
    return asks(boundTo(flow) ? 'password' : 'name_and_password')
  }
  if (login === '') return asks('name')
  if (page.signInPage === 'email-first') return asks('password')
  const after = await afterPassword(page, flow, login)
  return after && wantsCode(page.ladder, after.decision)
    ? { fields: 'password_and_code', everyday: after.everyday }
    : asks('password')
}

/** Whether, with the password proved, nothing but a second factor is left to prove. */
export const wantsCode = (
  { identifies }: Pick<Ladder, 'identifies'>,
  decision: Decision,
): boolean => decision.outcome === 'prove' && !decision.methods.some(identifies)

/** How the request stands once the password is proved; undefined where nobody has a second factor. */
async function afterPassword(
  page: PageContext,
  flow: Flow,
  login: string,
): Promise<BrowserJudgement | undefined> {
  const password = proofBy(page.ladder, PASSWORD, page.clock(), { current: true })
  const known = flow.subject?.account.label
  // To whom the browser's session belongs, nothing has to be hidden.
  if (known !== undefined && nameKey(known) === nameKey(login)) {
    return flow.judgeWith([password])
  }
  const { interaction, client } = flow
  const request = {
    params: interaction.params,
    client,
    subject: somebodyAt(page.ladder),
    current: [password],
  }
  const after = await judgeInBrowser(page, request, undefined)
  if (!wantsCode(page.ladder, after.decision)) return undefined
  return (await hasSecondFactor(page, login)) ? after : undefined
}

/** Has a second factor: whether a request asks for it does not depend on who it is then. */
const somebodyAt = (ladder: Ladder): Subject => ({
  account: { id: '' as AccountId, label: '' },
  devices: [],
  recoveryCodes: undefined,
  enrolled: true,
  abilities: strangerTo(ladder),
})

/** Has no device, and takes as long to find that out. */
const NOBODY = 'nobody' as AccountId

/**
 * Whether the account of this name has a second factor; of a name that nobody has, whether it would.
 * A stranger sees from the page which it is, so for half of the unknown names it must be yes. Both
 * questions are put for every name, which makes the answers cost the same.
 *
 * What it cannot hide: who knows that an account exists sees whether it has a second factor, and the
 * further the share of accounts with one is from a half, the better a page tells who has an account.
 */
export async function hasSecondFactor(
  {
    directory,
    authenticators,
    recoveryCodes,
    assumesSecondFactor,
  }: Pick<PageContext, 'directory' | 'authenticators' | 'recoveryCodes' | 'assumesSecondFactor'>,
  login: string,
): Promise<boolean> {
  const accountId = await directory.identify(login)
  const sources = { authenticators, ...(recoveryCodes ? { recoveryCodes } : {}) }
  const enrolled = isEnrolled(await findBound(sources, accountId ?? NOBODY))
  const assumed = assumesSecondFactor(login)
  return accountId === undefined ? assumed : enrolled
}

/**
 * Whether a name that nobody has is treated as one with a second factor: for about half of them, and for
 * each the same at every request, on every node and after every restart.
 *
 * @param keys by the oldest (the last) it is chosen: a new key in front changes nothing. Only when the
 *   oldest is dropped do the shapes of unknown names change, once; who does not want that keeps it
 */
export function createAssumption(keys: readonly string[]): (login: string) => boolean {
  const oldest = keys.at(-1) ?? ''
  return (login) => {
    const digest = createHmac('sha256', oldest)
      .update(JSON.stringify(['sign-in', nameKey(login)]))
      .digest()
    return digest.readUInt8() % 2 === 1
  }
}
