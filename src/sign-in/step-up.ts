import type { Router } from '@koa/router'
import type { Context, Middleware } from 'koa'
import type { Configuration, Provider } from 'oidc-provider'
import type { Deliberation, Ladder, Proof } from '../assurance/index.ts'
import type { SessionView } from '../oidc/index.ts'
import type { FormGuard } from '../web/index.ts'

/** What a page of ours takes. */
export interface PageRequest {
  /** A class, essentially: where it cannot be met the page is not granted without. */
  readonly acr?: string
  /** Seconds. */
  readonly maxAge?: number
}

/** What answers for interactions, in an app in which the provider comes after it. */
export interface InteractionPages {
  readonly routes: Router
  /**
   * Answers authorization requests with the page that they lead to, in the place of a redirect. Not needed:
   * without it a browser makes one request more.
   */
  readonly inPlace: Middleware
}

/** The plug-in: configure a provider with it, attach it, and serve its routes. */
export interface StepUp {
  readonly ladder: Ladder
  readonly guard: FormGuard
  /** Adds what step-up needs to a provider's configuration; everything else stays as it was. */
  configure(configuration: Configuration): Configuration
  /**
   * Call once, before the provider serves its first request.
   *
   * @throws ConfigurationError where the provider is not made from what `configure` returned
   */
  attach(provider: Provider): InteractionPages
  /** What a page of the host's (or the console) knows of the browser's session. */
  session(provider: Provider, ctx: Context): Promise<SessionView | undefined>
  /**
   * Adds what a page of ours proved, outside any interaction, to the browser's session. Once a request.
   *
   * @param raises whether the session is of a higher class from then on: then its former id leads nowhere at once,
   *   but to the answer to this very form, for whoever sends all of it again
   */
  prove(
    provider: Provider,
    ctx: Context,
    session: SessionView,
    proofs: readonly Proof[],
    { raises }: { readonly raises: boolean },
  ): Promise<void>
  /** Gives that answer; false, and nothing done, where the request is not that form by that id. */
  repeatLeftAnswer(provider: Provider, ctx: Context): Promise<boolean>
  /** Gives a live session its idle time once more; resolves the seconds that it then has. */
  prolong(provider: Provider, ctx: Context, session: SessionView): Promise<number>
  /**
   * Asks the decision function what a page of ours takes, for the account of a session.
   *
   * @param further proofs that this page knows of, besides the session's
   */
  judge(
    session: SessionView,
    request?: PageRequest,
    further?: readonly Proof[],
  ): Promise<Deliberation>
}
