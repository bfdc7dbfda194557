import { present } from '../kernel/typing.ts'
import type { Enroller } from '../people/index.ts'
import type { Subject, SessionView } from '../oidc/index.ts'
import type { Interaction } from './flow.ts'

/** A session: by its uid, which stays when it gets another id. */
export const sessionEnroller = ({ uid }: Pick<SessionView, 'uid'>, subject: Subject): Enroller =>
  enrollerOf(`session:${uid}`, subject)

/** An authorization request: each of its prompts is an interaction of its own, and `cid` is that of all. */
export const interactionEnroller = (
  { cid }: Pick<Interaction, 'cid'>,
  subject: Subject,
): Enroller => enrollerOf(`interaction:${cid}`, subject)

const enrollerOf = (
  id: string,
  { account: { proofsNotBefore: notBefore } }: Subject,
): Enroller => ({
  id,
  ...present({ notBefore }),
})
