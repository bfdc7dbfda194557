import { fieldOf } from '../kernel/typing.ts'
import { createHash, randomBytes } from 'node:crypto'
import type { Context } from 'koa'
import { nameKey } from '../kernel/typed.ts'
import type { CodeBrowser } from '../audit/events.ts'
import { cookiePlace, setCookie } from '../web/index.ts'

/** Seconds for which a browser is known by the wrong codes that it sent: longer than a mail about them is held. */
const LIFETIME = 1800

/** More wrong codes in a row than anybody is asked about. */
const MOST = 99

const MARKED = Symbol('the browser of a wrong code')

/**
 * Counts a wrong code for the browser that sent it. It opens nothing, and is signed by nobody: whoever writes it
 * themselves only has their own errors told to the account's owner as a stranger's.
 *
 * @param login whose code it was said to be: those of other accounts are counted apart
 */
export function noteWrongCode(ctx: Context, login: string): CodeBrowser {
  const noted = fieldOf(ctx.state, MARKED) as CodeBrowser | undefined
  if (noted) return noted
  const known = read(ctx)
  const id = known?.id ?? randomBytes(16).toString('base64url')
  const tag = tagOf(id, login)
  const before = known?.tag === tag ? known.count : 0
  const wrongCodes = Math.min(before + 1, MOST)
  keep(ctx, `${id}.${tag}.${wrongCodes}`)
  const browser = { id: nameOf(id), wrongCodes }
  Reflect.set(ctx.state, MARKED, browser)
  return browser
}

/** The browser of a right code, where wrong ones came from it a moment ago. They are forgotten. */
export function noteRightCode(ctx: Context): CodeBrowser | undefined {
  const known = read(ctx)
  if (!known) return undefined
  keep(ctx, null)
  return { id: nameOf(known.id), wrongCodes: known.count }
}

interface Marked {
  readonly id: string
  readonly tag: string
  readonly count: number
}

function read(ctx: Context): Marked | undefined {
  const shown = ctx.cookies.get(cookiePlace(ctx, 'wrong_codes').name) ?? ''
  const [, id, tag, count] = /^([\w-]{22})\.([\w-]{8})\.(\d{1,2})$/.exec(shown) ?? []
  return id === undefined || tag === undefined ? undefined : { id, tag, count: Number(count) }
}

/** Parts accounts from one another, and names none. */
const tagOf = (id: string, login: string): string =>
  createHash('sha256')
    .update(JSON.stringify(['codes of', id, nameKey(login)]))
    .digest('base64url')
    .slice(0, 8)

/** What the log and the outbox know it by is not what its cookie says. */
const nameOf = (id: string): string =>
  createHash('sha256').update(`codes from:${id}`).digest('base64url').slice(0, 22)

function keep(ctx: Context, value: string | null): void {
  const { name, path } = cookiePlace(ctx, 'wrong_codes')
  setCookie(ctx, name, value, { path, seconds: LIFETIME, overwrite: true })
}
