import { createHash, randomBytes } from 'node:crypto'
import type { AdapterFactory } from 'oidc-provider'
import { z } from 'zod'
import { plusSeconds, type Clock, type Instant } from '../kernel/instant.ts'
import type { ReadAnew } from '../web/index.ts'
import type { ChosenPasswords } from './console-context.ts'
import { FORM_MEMORY, setFormCookie } from './form-cookie.ts'

const COOKIE = 'step_up_chosen'

const keptSchema = z.object({
  uid: z.string(),
  accountId: z.string(),
  passwordHash: z.string(),
  at: z.int(),
})

export function createChosenPasswords(
  adapter: AdapterFactory,
  readAnew: ReadAnew,
  clock: Clock,
): ChosenPasswords {
  const kept = adapter('ChosenPassword')
  return {
    async keep(visit, form, passwordHash) {
      const name = randomBytes(32).toString('base64url')
      const { session, account } = visit
      const payload = { uid: session.uid, accountId: account.id, passwordHash, at: clock() }
      await kept.upsert(idOf(name), keptSchema.parse(payload), FORM_MEMORY)
      setFormCookie(visit, COOKIE, form, name)
    },

    async find({ ctx, session, account }) {
      const name = ctx.cookies.get(COOKIE)
      if (name === undefined) return undefined
      const found = keptSchema.safeParse(await readAnew(() => kept.find(idOf(name)))).data
      if (found?.uid !== session.uid || found.accountId !== account.id) return undefined
      // Browsers may keep a cookie for longer than they were asked to.
      return clock() < plusSeconds(found.at as Instant, FORM_MEMORY)
        ? found.passwordHash
        : undefined
    },

    forget: (visit, form) => setFormCookie(visit, COOKIE, form, null),
  }
}

/** Whoever reads the store does not learn what to send. */
const idOf = (name: string): string =>
  createHash('sha256').update(`chosen password:${name}`).digest('base64url')
