import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from 'koa'
import type { Method } from '../../assurance/index.ts'
import { RECORD_KEY, parseRecord, type ProofRecord } from '../chain.ts'
import { interludeOf } from './interlude.ts'
import { emit, showNext, type PageContext } from './page.ts'
import { findInteraction, finish, withProofs, type Walk } from './walk.ts'

/**
 * Takes a proof in and goes on: back to the authorization endpoint when it was the last that was
 * asked, else to the next page. Until then it is kept in the interaction alone, so that no session
 * exists before all is proved.
 */
export async function advance(
  page: PageContext,
  ctx: Context,
  walk: Walk,
  proofs: ProofRecord,
): Promise<void> {
  const next = await withProofs(page.provider, page, walk, proofs, ctx)
  if (next?.decision.outcome === 'grant' && !interludeOf(page, next)) return leave(page, ctx, next)
  await walk.interaction.persist()
  showNext(page, ctx, walk.interaction)
}

/** All that was asked is proved. */
export async function leave(
  page: PageContext,
  ctx: Context,
  walk: Walk,
  further: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  // Told once: the address of a finished interaction may be opened again.
  if (walk.progress && walk.interaction.result === undefined) {
    await emit(page, ctx, {
      type: walk.kind === 'login' ? 'signed_in' : 'stepped_up',
      accountId: walk.progress.accountId,
      clientId: walk.client.clientId,
      methods: walk.progress.proofs.map(({ method }) => method),
    })
  }
  await finish(ctx, walk, further)
}

/**
 * A form was sent twice, and the first time did it: goes on instead of complaining. False where this
 * interaction has proved nothing by the method since the walk was loaded.
 */
export async function goOnIfDone(
  page: PageContext,
  ctx: Context,
  walk: Walk,
  method: Method,
): Promise<boolean> {
  const before = newest(walk.progress, method)
  for (const pause of PAUSES) {
    await sleep(pause)
    const fresh = await findInteraction(page.provider, ctx, walk.interaction.uid)
    if (!fresh) return false
    if (fresh.result !== undefined && !('error' in fresh.result)) {
      ctx.status = 303
      ctx.redirect(fresh.returnTo)
      return true
    }
    if (newest(parseRecord(Reflect.get(fresh, RECORD_KEY)), method) > before) {
      showNext(page, ctx, fresh)
      return true
    }
  }
  return false
}

/** Milliseconds: the first of two clicks has used the code up, and may not have written yet what came of it. */
const PAUSES = [0, 40, 120]

const newest = (record: ProofRecord | undefined, method: Method): number =>
  Math.max(...(record?.proofs ?? []).map((proof) => (proof.method === method ? proof.at : 0)), 0)
