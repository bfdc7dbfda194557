import type { Context } from 'koa'
import type { ProofRecord } from '../chain.ts'
import { emit, showNext, type PageContext } from './page.ts'
import { finish, withProofs, type Walk } from './walk.ts'

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
  if (next?.decision.outcome === 'grant') return leave(page, ctx, next)
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
