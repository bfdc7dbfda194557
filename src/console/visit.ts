import type { Context } from 'koa'
import type { Acting } from '../actions/acting.ts'
import type { SessionView, Subject } from '../oidc/index.ts'
import type { DirectoryAccount, Enroller } from '../people/index.ts'

/** A request to the console by somebody whose session is good enough for it. */
export interface Visit {
  readonly ctx: Context & { readonly params: Readonly<Record<string, string>> }
  readonly session: SessionView
  readonly account: DirectoryAccount
  /** The account's second factors, as they stood when the request came. */
  readonly subject: Subject
  /** The account's owner, as far as this session proves them. */
  readonly acting: Acting
  /** The session, as whoever sets a device up in it. */
  readonly by: Enroller
  /** The session had the second class when the request came. */
  readonly secondClass: boolean
}
