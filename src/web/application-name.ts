import { fieldOf } from '../kernel/typing.ts'
import type { Context } from 'koa'
import { LANGUAGES, type Language } from '../kernel/languages.ts'
import { languageOf } from './language.ts'

/** Client metadata: the name for readers of one language (OpenID Connect Registration 1.0 §2.1). */
export const nameIn = (language: Language): `client_name#${Language}` => `client_name#${language}`

export const NAMES_BY_LANGUAGE: readonly string[] = LANGUAGES.map(nameIn)

interface Named {
  readonly clientId: string
  readonly clientName?: string | undefined
}

/** What a page calls an application: its name in the reader's language, its name, or its id. */
export function applicationName(client: Named, ctx: Context): string {
  const named: unknown = fieldOf(client, nameIn(languageOf(ctx)))
  return typeof named === 'string' ? named : (client.clientName ?? client.clientId)
}
