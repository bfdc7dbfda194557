import { fieldOf } from '../kernel/typing.ts'
import { AsyncLocalStorage } from 'node:async_hooks'
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from 'koa'
import type { Adapter, AdapterFactory } from 'oidc-provider'
import { z } from 'zod'

/** Runs reads so that they see what was written since the request began, by whichever node. */
export type ReadAnew = <T>(read: () => Promise<T>) => Promise<T>

/**
 * What forms came to, for as long as a browser or a balancer may send them again by itself: an answer that was lost
 * on its way is given once more, and nothing is done twice. A form is known by its name: a MAC over all that
 * was sent and whom it was sent by (see `FormGuard.nameOf`), so that nobody else gets the answer, and another
 * content is another form.
 */
export interface FormAnswers {
  /**
   * Does the work for the first that comes with this name, and gives the others its answer, also where they
   * come before it is there. What has failed, or was refused for being too many, is remembered by nobody.
   *
   * @param except the name of a cookie that is not given again
   * @returns whether the answer is that of another request
   */
  once(ctx: Context, name: string, work: () => Promise<void>, except?: string): Promise<boolean>
  /** Gives the answer again, if there is one. @param except as in `once` */
  repeat(ctx: Context, name: string, except?: string): Promise<boolean>
  /** Keeps the answer that stands by another name as well. */
  keep(ctx: Context, name: string): Promise<void>
  /** Waits for the answer of one that is under way; false where none comes. */
  arrives(name: string): Promise<boolean>
  /** Keeps which form gave a session the place of this id, for some seconds. */
  leave(formerId: string, form: { readonly uid: string; readonly form: string }): Promise<void>
  /** The session that had this id, and whether a form of this name has taken it away. */
  left(formerId: string): Promise<LeftForm | undefined>
  /** Keeps the present page, its cookies left out, for whoever knows the name. False where there is no place. */
  keepPage(ctx: Context, name: string): Promise<boolean>
  /** Whether this is the first with this name. */
  isFirst(name: string): Promise<boolean>
  /** Whether one has been the first. */
  isKnown(name: string): Promise<boolean>
}

export interface LeftForm {
  readonly uid: string
  isOf(name: string): boolean
}

/** Seconds for which an answer is kept: browsers and balancers send again at once, people reload. */
const LIFETIME = 60

/**
 * Seconds for which a former id of a session leads somewhere. A browser that lost the answer knows no other: it,
 * or a balancer, sends the form again at once, or its user does as soon as the page tells that it failed.
 */
export const FORMER_ID_LIFE = 30

/** Milliseconds between looks at whether the first has its answer; a hash may wait in a queue. */
const PAUSES = [25, 50, 100, 200, 400, 400, 800, 800]

/**
 * Milliseconds after which whoever is still at work says so, and again after each: where many hashes wait, a form
 * takes longer than the pauses, and what is sent again must not do the same meanwhile.
 */
const BEAT = 1000

/** Between looks for another sign of it: two beats and more. Without one its node is gone. */
const FURTHER_PAUSES = [500, 500, 500, 500, 500]

/** In all, after which nobody is waited for. */
const PATIENCE = 30_000

/** Where no place is shared in which they could be kept: each request is the first. */
export const NO_ANSWERS: FormAnswers = {
  async once(_ctx, _name, work) {
    await work()
    return false
  },
  repeat: async () => false,
  keep: async () => {},
  arrives: async () => false,
  leave: async () => {},
  left: async () => undefined,
  keepPage: async () => false,
  isFirst: async () => true,
  isKnown: async () => false,
}

/**
 * Keeps them where oidc-provider's artefacts are, which every node sees: two models, of which one is
 * written at once and says who is the first, and the other with the rest of what the request writes. A third,
 * at once again, says what took a session's former id away.
 */
export function createFormAnswers(adapter: AdapterFactory, readAnew: ReadAnew): FormAnswers {
  const claims = adapter('FormClaim')
  const answers = adapter('FormAnswer')
  const lefts = adapter('FormerForm')
  const outside = AsyncLocalStorage.snapshot()

  async function isFirst(name: string): Promise<boolean> {
    const id = idOf(name)
    await claims.upsert(id, {}, LIFETIME)
    return consumes(claims, id)
  }

  async function find(name: string): Promise<'none' | 'unknown' | Answer> {
    const kept = await readAnew(() => answers.find(idOf(name)))
    if (!kept) return 'unknown'
    const sealed: unknown = kept['sealed']
    return typeof sealed === 'string' ? open(name, sealed) : 'none'
  }

  async function wait(name: string): Promise<Answer | undefined> {
    const until = performance.now() + PATIENCE
    let known: unknown
    for (let pauses: readonly number[] = [0, ...PAUSES]; ; pauses = FURTHER_PAUSES) {
      for (const pause of pauses) {
        await sleep(pause)
        const found = await find(name)
        if (found === 'none') return undefined
        if (found !== 'unknown') return found
      }
      const beat = (await readAnew(() => claims.find(idOf(name))))?.['beat']
      if (beat === known || performance.now() > until) return undefined
      known = beat
    }
  }

  /** Outside of the request: what that writes with its end must not be written with this. */
  async function saying(name: string, work: () => Promise<void>): Promise<void> {
    let beat = 0
    const timer = outside(() =>
      setInterval(() => {
        claims.upsert(idOf(name), { beat: (beat += 1) }, LIFETIME).catch(() => undefined)
      }, BEAT),
    )
    try {
      await work()
    } finally {
      clearInterval(timer)
    }
  }

  /** The next is the first again, and whoever waits does it. */
  async function release(name: string): Promise<void> {
    await claims.destroy(idOf(name))
    await answers.upsert(idOf(name), {}, LIFETIME)
  }

  async function keep(ctx: Context, name: string): Promise<void> {
    const answer = answerOf(ctx)
    if (answer) await answers.upsert(idOf(name), { sealed: seal(name, answer) }, LIFETIME)
    else await release(name)
  }

  return {
    isFirst,
    isKnown: async (name) => (await readAnew(() => claims.find(idOf(name)))) !== undefined,

    keep,

    async keepPage(ctx, name) {
      const answer = { ...snapshotOf(ctx), cookies: [] }
      await answers.upsert(idOf(name), { sealed: seal(name, answer) }, LIFETIME)
      return true
    },

    async repeat(ctx, name, except) {
      const found = await find(name)
      if (typeof found === 'string') return false
      give(ctx, found, except)
      return true
    },

    arrives: async (name) => (await wait(name)) !== undefined,

    leave: (formerId, { uid, form }) =>
      lefts.upsert(formerIdOf(formerId), { uid, form: idOf(form) }, FORMER_ID_LIFE),

    async left(formerId) {
      const left = leftSchema.safeParse(await readAnew(() => lefts.find(formerIdOf(formerId))))
      if (!left.success) return undefined
      const { uid, form } = left.data
      return { uid, isOf: (name) => idOf(name) === form }
    },

    async once(ctx, name, work, except) {
      if (!(await isFirst(name))) {
        const known = await wait(name)
        if (known) {
          give(ctx, known, except)
          return true
        }
      }
      try {
        await saying(name, work)
      } catch (error) {
        await release(name)
        throw error
      }
      await keep(ctx, name)
      return false
    },
  }
}

/** The adapter's promise: of any number that consume at once, one does not fail. */
async function consumes(claims: Adapter, id: string): Promise<boolean> {
  try {
    await claims.consume(id)
    return true
  } catch (error) {
    if (error instanceof Error && fieldOf(error, 'code') === 'already_consumed') return false
    throw error
  }
}

const leftSchema = z.object({ uid: z.string(), form: z.string() })

const answerSchema = z.object({
  status: z.int(),
  headers: z.array(z.tuple([z.string(), z.string()])),
  cookies: z.array(z.string()),
  body: z.string(),
})
type Answer = z.infer<typeof answerSchema>

/** Names this request, and is another one's at the next. */
const OWN_HEADERS = new Set(['x-request-id', 'content-length', 'set-cookie'])

/** Undefined for what is not to be given again: a fault, "too many for now", and what is no page. */
function answerOf(ctx: Context): Answer | undefined {
  const { status, body } = ctx
  if (status >= 500 || status === 429) return undefined
  if (typeof body !== 'string' && body !== undefined && body !== null) return undefined
  return snapshotOf(ctx)
}

function snapshotOf({ status, body, response }: Context): Answer {
  const headers = Object.entries(response.headers).flatMap(([name, value]) =>
    OWN_HEADERS.has(name) || value === undefined ? [] : [[name, String(value)] as const],
  )
  return {
    status,
    headers: headers.map(([name, value]) => [name, value]),
    cookies: [response.headers['set-cookie'] ?? []].flat().map(String),
    body: typeof body === 'string' ? body : '',
  }
}

function give(ctx: Context, { status, headers, cookies, body }: Answer, except?: string): void {
  ctx.status = status
  ctx.body = body
  ctx.set(Object.fromEntries(headers))
  for (const cookie of cookies) {
    const own = [`${except}=`, `${except}.sig=`].some((start) => cookie.startsWith(start))
    if (!own) ctx.append('Set-Cookie', cookie)
  }
}

/*
 * A page may hold a secret, and the store must not: what is kept is sealed with a key that comes from the
 * name, which stands nowhere and takes the form itself to be made again.
 */

const keyed = (purpose: string, name: string): Buffer =>
  createHash('sha256').update(`${purpose}:${name}`).digest()

const idOf = (name: string): string => keyed('form id', name).toString('base64url')

const formerIdOf = (id: string): string => keyed('former id', id).toString('base64url')

const IV_BYTES = 12
const TAG_BYTES = 16

function seal(name: string, answer: Answer): string {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', keyed('form answer', name), iv)
  const text = [cipher.update(JSON.stringify(answer), 'utf8'), cipher.final()]
  return Buffer.concat([iv, cipher.getAuthTag(), ...text]).toString('base64')
}

function open(name: string, sealed: string): Answer {
  const bytes = Buffer.from(sealed, 'base64')
  const iv = bytes.subarray(0, IV_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', keyed('form answer', name), iv)
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
  const text = [decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]
  return answerSchema.parse(JSON.parse(Buffer.concat(text).toString()))
}
