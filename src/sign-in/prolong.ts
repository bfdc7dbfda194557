import type { Context } from 'koa'
import type Provider from 'oidc-provider'
import type { CookiesSetOptions } from 'oidc-provider'
import { cookiesFor } from '../oidc/index.ts'
import { tellProlonged } from '../web/index.ts'
import { showNext, type PageContext } from './page-context.ts'
import { findInteraction, type Flow } from './flow.ts'

/** A person who reads slowly gets the interaction's whole life once more. */
export async function prolong(page: PageContext, ctx: Context, flow: Flow): Promise<void> {
  const { interaction } = flow
  const { lifetime, cookie } = page.life
  // Read again at the last moment: to save what was read before would take back what was proved
  // meanwhile, and bring back to life, proofs and all, what has come to its end.
  const standing = await findInteraction(page.provider, ctx, interaction.uid)
  // What is finished lives for as long as its browser needs to come back, and no longer.
  if (standing && standing.result === undefined) {
    await standing.save(lifetime)
    const kept = { ...cookie, expires: new Date(Date.now() + lifetime * 1000) }
    keepCookies(page.provider, ctx, interaction.uid, kept, {
      [page.provider.cookieName('interaction')]: `${page.path}/${interaction.uid}`,
      [page.provider.cookieName('resume')]: new URL(interaction.returnTo).pathname,
    })
  }
  if (!tellProlonged(ctx, lifetime)) showNext(page, ctx, interaction)
}

function keepCookies(
  provider: Provider,
  ctx: Context,
  uid: string,
  options: CookiesSetOptions,
  paths: Readonly<Record<string, string>>,
): void {
  const cookies = cookiesFor(provider, ctx)
  for (const [name, path] of Object.entries(paths)) cookies.set(name, uid, { ...options, path })
}
