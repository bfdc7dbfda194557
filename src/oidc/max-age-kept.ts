import type { Client, Configuration, KoaContextWithOIDC } from 'oidc-provider'
import { fieldOf } from '../kernel/typing.ts'
import { sentParameter } from './library.ts'

type Validator = Exclude<
  Exclude<
    NonNullable<Configuration['extraParams']>,
    readonly string[] | ReadonlySet<string>
  >[string],
  null
>

/**
 * The library turns `max_age=0` into `prompt=login`, and forgets how old a proof may be: whoever gave the password and took
 * half an hour for the code would be let in with a sign-in of half an hour ago, where `max_age=1` asks once more. So it is
 * kept beside the prompt. Where a request is pushed it would be refused beside `prompt=none` where the request is used,
 * `invalid_request` in the place of `login_required` (OpenID Connect Core 1.0 §3.1.2.6): what is pushed is kept as it
 * came, and is turned where it is used.
 *
 * @param host the host's own; the library asks validators when it has judged all parameters
 * @param refuse throws where a request is refused, pushed or not
 */
export function keepMaxAge(
  host: Configuration['extraParams'],
  refuse: (ctx: KoaContextWithOIDC) => void = () => {},
): Configuration['extraParams'] {
  const own = validatorsOf(host)
  const validate: Validator = async (ctx, value, client) => {
    refuse(ctx)
    restore(ctx)
    keepZero(ctx, client)
    await own['max_age']?.(ctx, value, client)
  }
  return { ...own, max_age: validate }
}

const validatorsOf = (
  params: Configuration['extraParams'],
): Readonly<Record<string, Validator | null>> => {
  if (params === undefined) return {}
  const isList = Array.isArray(params) || params instanceof Set
  if (!isList) return params as Readonly<Record<string, Validator | null>>
  return Object.fromEntries([...(params as Iterable<string>)].map((name) => [name, null]))
}

function restore({ oidc }: KoaContextWithOIDC): void {
  const { route, params, body } = oidc
  if (route !== 'pushed_authorization_request' || !params || !body) return
  // Of a request object it is the object itself that is kept.
  if (Number(body['max_age'] || NaN) !== 0 || body['request'] !== undefined) return
  params['max_age'] = '0'
  params['prompt'] = body['prompt'] || undefined
}

function keepZero(ctx: KoaContextWithOIDC, client: Client): void {
  const { route, params } = ctx.oidc
  if (route === 'pushed_authorization_request' || !params || params['max_age'] !== undefined) return
  const sent = sentParameter(ctx, 'max_age')
  const isSent = sent !== undefined && sent !== ''
  const age: unknown = isSent ? sent : fieldOf(client, 'defaultMaxAge')
  if (age !== undefined && Number(age) === 0) params['max_age'] = '0'
}
