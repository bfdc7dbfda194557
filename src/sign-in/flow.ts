import { fieldOf } from '../kernel/typing.ts'
import type { Context } from 'koa'
import type Provider from 'oidc-provider'
import { mergeEvidence, type Binding, type Decision, type Evidence } from '../assurance/index.ts'
import type { AccountId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { DirectoryAccount } from '../people/index.ts'
import type { TrustedBrowser } from '../trust/trusted-browsers.ts'
import {
  findSubject,
  type Subject,
  DECLINED_KEY,
  RECORD_KEY,
  addToRecord,
  asCurrent,
  interactionResult,
  parseRecord,
  type ProofRecord,
  cookiesFor,
  evidenceOf,
  type StepUpContext,
  judgeInBrowser,
  trustCookieOf,
  type BrowserJudgement,
} from '../oidc/index.ts'
import { goTo } from '../web/index.ts'

export type Interaction = InstanceType<Provider['Interaction']>
export type Session = InstanceType<Provider['Session']>
type Client = NonNullable<Awaited<ReturnType<Provider['Client']['find']>>>

/** One person on the way through one interaction: where they stand, and what comes next. */
export interface Flow {
  /** When it was looked at, before anything was read: what has changed since is not seen. */
  readonly at: Instant
  readonly interaction: Interaction
  readonly client: Client
  readonly kind: 'login' | 'step_up'
  /** Who it is, as far as it was proved in this interaction or by the live session. */
  readonly subject: Subject | undefined
  /** What this interaction has proved so far. */
  readonly progress: ProofRecord | undefined
  readonly decision: Decision
  /** Whether an authenticator may be bound here, or what has to be proved first. */
  readonly binding: Binding
  /** The routine code is wanted: who gives it may have the browser trusted. */
  readonly everyday: boolean
  /** The browser, where it is not asked for the routine code. */
  readonly trusted: TrustedBrowser | undefined
  /** How the request would stand if these were proved as well. */
  readonly judgeWith: (further: Evidence) => Promise<BrowserJudgement>
}

/** Seconds for which a finished interaction waits for its browser to come back. */
const FINISHED_LIFETIME = 120

/** Undefined when the interaction has expired, is finished, or is not this browser's. */
export async function findInteraction(
  provider: Provider,
  ctx: Context,
  uid: string,
): Promise<Interaction | undefined> {
  const cookies = cookiesFor(provider, ctx)
  const signed = Boolean(provider.keys)
  // The cookie alone decides whose interaction it is, and it must be the one in the address: with two
  // tabs open, each would otherwise answer for the other.
  if (cookies.get(provider.cookieName('interaction'), { signed }) !== uid) return undefined
  return provider.Interaction.find(uid)
}

/**
 * @param current the browser's session, where this request has just read it
 * @returns undefined where the session that was to be stepped up has ended
 */
export async function loadFlow(
  provider: Provider,
  context: StepUpContext,
  interaction: Interaction,
  ctx: Context,
  current?: Session,
): Promise<Flow | undefined> {
  const at = context.clock()
  const client = await provider.Client.find(String(interaction.params['client_id']))
  if (!client) return undefined
  const live = interaction.session
  const session =
    live && (current?.uid === live.uid ? current : await provider.Session.findByUid(live.uid))
  // Signed out, or signed in as somebody else, in another tab.
  if (live && session?.accountId !== live.accountId) return undefined

  const kind = interaction.prompt.name === 'login' ? 'login' : 'step_up'
  const chain = parseRecord(interaction.lastSubmission?.[RECORD_KEY])
  const progress = parseRecord(fieldOf(interaction, RECORD_KEY))
  const owner = live?.accountId as AccountId | undefined
  const known = startsAnew(interaction) ? undefined : owner
  // In a live session it is the session's account that steps up, and no other.
  const accountId = kind === 'step_up' ? owner : (progress?.accountId ?? chain?.accountId ?? known)
  const subject = accountId && (await findSubject(context, accountId))
  const own = (record: ProofRecord | undefined) =>
    record?.accountId === accountId ? asCurrent(record) : []
  const judge = (further: Evidence): Promise<BrowserJudgement> =>
    judgeInBrowser(
      context,
      {
        params: interaction.params,
        client,
        subject: subject || undefined,
        earlier: accountId === session?.accountId ? evidenceOf(session) : [],
        current: mergeEvidence(context.clock(), own(chain), own(progress), further),
        declined: interaction.lastSubmission?.[DECLINED_KEY] === true,
      },
      accountId && trustCookieOf(ctx, accountId),
    )
  const { decision, binding, everyday, trusted } = await judge([])
  const who = { subject: subject || undefined, progress }
  const judged = { decision, binding, everyday, trusted }
  return { at, interaction, client, kind, ...who, ...judged, judgeWith: judge }
}

/**
 * A login prompt starts with nobody known, unless all it lacks is a newer password: a hint that names
 * somebody else, or `prompt=login`, must be free to end with another account.
 */
function startsAnew({ prompt }: Interaction): boolean {
  return prompt.name === 'login' && !prompt.reasons.every((reason) => reason === 'first_factor')
}

/** The same walk with further proofs, not yet saved. */
export async function withProofs(
  provider: Provider,
  context: StepUpContext,
  { interaction }: Flow,
  proofs: ProofRecord,
  ctx: Context,
): Promise<Flow | undefined> {
  const progress = parseRecord(fieldOf(interaction, RECORD_KEY))
  Object.assign(interaction, { [RECORD_KEY]: addToRecord(progress, proofs, context.clock()) })
  return loadFlow(provider, context, interaction, ctx)
}

/** Ends the interaction with what was proved, and goes back to the authorization endpoint. */
export async function finish(
  { clock }: Pick<StepUpContext, 'clock'>,
  ctx: Context,
  flow: Flow,
  further: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const { interaction, progress, kind } = flow
  const earlier = parseRecord(interaction.lastSubmission?.[RECORD_KEY])
  await submit(ctx, interaction, {
    ...interaction.lastSubmission,
    ...(progress ? interactionResult(progress, earlier, kind, clock()) : {}),
    ...further,
  })
}

/** Ends it with an error, which the relying party gets with its `state`. */
export const finishWithError = (
  ctx: Context,
  interaction: Interaction,
  error: string,
  description: string,
): Promise<void> => submit(ctx, interaction, { error, error_description: description })

export async function submit(
  ctx: Context,
  interaction: Interaction,
  result: NonNullable<Interaction['result']>,
): Promise<void> {
  interaction.result = result
  // From here on it lets this browser in without any further proof: not for longer than it takes.
  const left = interaction.exp - Math.floor(Date.now() / 1000)
  await interaction.save(Math.max(1, Math.min(left, FINISHED_LIFETIME)))
  goTo(ctx, interaction.returnTo)
}

/** The account of the live session that an interaction steps up: it can end with no other. */
export const boundTo = ({ kind, subject }: Flow): DirectoryAccount | undefined =>
  kind === 'step_up' ? subject?.account : undefined

/** The account's name on pages. */
export const labelOf = (flow: Flow): string => flow.subject?.account.label ?? ''
