import { fieldOf } from '../kernel/typing.ts'
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from 'koa'
import type { CodeMethod } from './verify-code.ts'
import type { AccountId } from '../kernel/ids.ts'
import { RECORD_KEY, parseRecord, type ProofRecord } from '../oidc/index.ts'
import { noticeOf } from './notice.ts'
import { showNext, type OnFlow, type PageContext } from './page-context.ts'
import { emit, goTo, noteDevice } from '../web/index.ts'
import { findInteraction, finish, withProofs, type Flow } from './flow.ts'
import { newestCredential, type Evidence } from '../assurance/index.ts'
import type { Authenticator } from '../people/index.ts'

/**
 * Takes a proof in and goes on: back to the authorization endpoint when it was the last that was
 * asked, else to the next page. Until then it is kept in the interaction alone, so that no session
 * exists before all is proved.
 */
export const submitProofs: OnFlow<[proofs: ProofRecord]> = async (page, ctx, flow, proofs) => {
  if (await addProofs(page, ctx, flow, proofs)) showNext(page, ctx, flow.interaction)
}

/** The same, and leaves it to the caller to show the next page: the walk as it is then, if there is one. */
export async function addProofs(
  page: PageContext,
  ctx: Context,
  flow: Flow,
  proofs: ProofRecord,
): Promise<Flow | undefined> {
  const next = await withProofs(page.provider, page, flow, proofs, ctx)
  if (next?.decision.outcome === 'grant' && !noticeOf(page, next)) {
    await leave(page, ctx, next)
    return undefined
  }
  await flow.interaction.persist()
  // The live session has ended meanwhile: its page says so.
  if (!next) showNext(page, ctx, flow.interaction)
  return next
}

/** Names one way through our pages in the audit trail; the interaction's own name is its cookie's value. */
export const attemptOf = ({ interaction: { uid } }: Flow): string =>
  createHash('sha256').update(`attempt:${uid}`).digest('base64url').slice(0, 16)

/** All that was asked is proved. */
export async function leave(
  page: PageContext,
  ctx: Context,
  flow: Flow,
  further: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  // Told once: the address of a finished interaction may be opened again.
  const finishedBefore = flow.interaction.result !== undefined
  await finish(page, ctx, flow, further)
  // Only now does it stand.
  if (flow.progress && !finishedBefore) {
    noteDevice(ctx, deviceBehind(flow.progress.proofs, flow.subject?.devices ?? []))
    await emit(page, ctx, {
      type: flow.kind === 'login' ? 'signed_in' : 'stepped_up',
      accountId: flow.progress.accountId,
      clientId: flow.client.clientId,
      attempt: attemptOf(flow),
      methods: flow.progress.proofs.map(({ method }) => method),
      ...(flow.decision.outcome === 'grant' ? { acr: flow.decision.acr } : {}),
      ...(flow.trusted ? { trustedBrowser: flow.trusted.id } : {}),
    })
  }
}

/** Milliseconds between looks at whether the first of two forms has got there. */
const PAUSES = [25, 50, 100, 200, 400]

/** Milliseconds for which a code counts as used just now: clocks of two nodes differ by some seconds. */
const JUST_NOW = 10_000

/**
 * A form was sent twice, and the first time did it: goes on instead of complaining. False where this
 * interaction has proved nothing by the method since the walk was loaded.
 *
 * The first may be under way still, at another node: its code is used, and what it proves not yet
 * written. Where a code of the account was used just now, this waits for it a moment. Nobody else waits,
 * so the time tells nothing of a code that was used long ago.
 */
export async function continueIfDone(
  page: PageContext,
  ctx: Context,
  flow: Flow,
  method: CodeMethod,
  accountId: AccountId,
): Promise<boolean> {
  if (await continueIfProved(page, ctx, flow, method)) return true
  if (!(await wasUsedJustNow(page, accountId, method))) return false
  for (const pause of PAUSES) {
    await sleep(pause)
    if (await continueIfProved(page, ctx, flow, method)) return true
  }
  return false
}

async function continueIfProved(
  page: PageContext,
  ctx: Context,
  flow: Flow,
  { id }: CodeMethod,
): Promise<boolean> {
  const { uid } = flow.interaction
  const fresh = await page.readAnew(() => findInteraction(page.provider, ctx, uid))
  if (!fresh) return false
  if (fresh.result !== undefined && !('error' in fresh.result)) {
    goTo(ctx, fresh.returnTo)
    return true
  }
  const before = newest(flow.progress, id)
  const after = newest(parseRecord(fieldOf(fresh, RECORD_KEY)), id)
  if (after <= before) return false
  showNext(page, ctx, fresh)
  return true
}

/** Whether a code of that kind was accepted, or confirmed a device, a moment ago. */
async function wasUsedJustNow(
  page: PageContext,
  accountId: AccountId,
  { codes }: CodeMethod,
): Promise<boolean> {
  const since = page.clock() - JUST_NOW
  const uses = await page.readAnew(() => codes.uses(page, accountId))
  return uses.some((at) => at !== undefined && at >= since)
}

const newest = (record: ProofRecord | undefined, method: string): number =>
  Math.max(...(record?.proofs ?? []).map((proof) => (proof.method === method ? proof.at : 0)), 0)

/** The device whose code was given last, by what its owner calls it. */
export const deviceBehind = (
  proofs: Evidence,
  devices: readonly Authenticator[],
): string | undefined => {
  const credential = newestCredential(proofs)
  return devices.find(({ id }) => id === credential)?.name
}
