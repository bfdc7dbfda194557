import { fieldOf, parseJson, present } from '../../kernel/typing.ts'
import { z } from 'zod'

/** What a relying party answered to a logout token that it did not take. */
export interface LogoutAnswer {
  readonly status: number
  /** In its own words, as far as they are an error's. */
  readonly text?: string
}

/** Bytes that are read of an answer: nobody needs more, and some never end. */
const READ = 4096

/** Characters of it in the log. */
const SHOWN = 200

/** Of the error that the library makes of it; undefined where nothing was answered. */
export async function answerOf(error: unknown): Promise<LogoutAnswer | undefined> {
  const response: unknown =
    typeof error === 'object' && error !== null ? fieldOf(error, 'response') : undefined
  if (!(response instanceof Response)) return undefined
  const text = wordsOf(response.headers.get('content-type') ?? '', await beginningOf(response))
  return { status: response.status, ...present({ text }) }
}

async function beginningOf({ body }: Response): Promise<string> {
  const reader = body?.getReader()
  if (!reader) return ''
  const decoder = new TextDecoder()
  let text = ''
  try {
    while (text.length < READ) {
      const { done, value } = await reader.read()
      if (done) break
      text += decoder.decode(value as Uint8Array, { stream: true })
    }
  } catch {
    // It broke off, or its time is over: what came has to do.
  }
  await reader.cancel().catch(() => undefined)
  return text.slice(0, READ)
}

/** OpenID Connect Back-Channel Logout 1.0 §2.8 names these two; a page of HTML says nothing in a line. */
const errorSchema = z.object({ error: z.string(), error_description: z.string().optional() })

function wordsOf(type: string, text: string): string | undefined {
  if (/^application\/json\b/i.test(type)) {
    const parsed = errorSchema.safeParse(parseJson(text))
    if (!parsed.success) return undefined
    const { error, error_description: description } = parsed.data
    return shown(description === undefined ? error : `${error}: ${description}`)
  }
  return /^text\/plain\b/i.test(type) ? shown(text) : undefined
}

/** In one line, and without what may be the token that it was sent: somebody else wrote this. */
function shown(text: string): string | undefined {
  const line = text
    .replaceAll(/[\w+/=.~-]{24,}/g, '…')
    .replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]+/gu, ' ')
    .trim()
    .slice(0, SHOWN)
  return line === '' ? undefined : line
}
