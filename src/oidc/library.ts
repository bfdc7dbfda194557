import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { ArtefactAdapter } from '../people/index.ts'
import type { Context } from 'koa'
import { fieldOf, parseJson } from '../kernel/typing.ts'

/**
 * All that reaches behind what oidc-provider promises: its models' methods and fields, and the members of its contexts. A
 * release that changes them is met here. Models are classes of one provider's alone; whoever changes them does so before that
 * provider serves its first request, because the library remembers the fields of a payload at first use.
 */

type Method<Self, Given extends unknown[], Result> = (this: Self, ...given: Given) => Result

/**
 * Puts a method in the place of one of a model's, or of its instances' (`prototype`): it is made around the former one.
 *
 * @param make is given the former one, to be called on whom it is about
 */
export function around<Self extends object, Given extends unknown[], Result>(
  holder: object,
  name: string,
  make: (former: (self: Self, ...given: Given) => Result) => Method<Self, Given, Result>,
): void {
  const former = Reflect.get(holder, name) as Method<Self, Given, Result>
  Object.defineProperty(holder, name, {
    configurable: true,
    writable: true,
    value: make((self, ...given) => Reflect.apply(former, self, given)),
  })
}

/** The same, where nothing is left of the former one. */
export function replaceMethod<Self extends object, Given extends unknown[], Result>(
  holder: object,
  name: string,
  method: Method<Self, Given, Result>,
): void {
  around(holder, name, () => method)
}

/** Lets a model carry further fields in its payload. */
export function extendPayload(model: object, fields: readonly string[]): void {
  const inherited = Reflect.get(model, 'IN_PAYLOAD') as readonly string[]
  Object.defineProperty(model, 'IN_PAYLOAD', { value: [...inherited, ...fields] })
}

/** Whether a model's payload carries a field. Not where it was extended too late. */
export const carries = (model: new (payload: object) => object, field: string): boolean =>
  field in new model({ [field]: true })

/** Sets a field that the library's types do not let be set. */
export const setField = (artefact: object, name: string, value: unknown): void =>
  void Reflect.set(artefact, name, value)

export const adapterOf = (model: object): ArtefactAdapter =>
  Reflect.get(model, 'adapter') as ArtefactAdapter

/**
 * The library's getters read the session, which says what was true when it began. What is issued says
 * what is true of this authorization; it is kept in the code and in no session.
 */
export function issueWith(
  { oidc }: KoaContextWithOIDC,
  {
    acr,
    amr,
    authTime,
  }: { readonly acr: string; readonly amr: readonly string[]; readonly authTime: number },
): void {
  Object.defineProperty(oidc, 'acr', { value: acr })
  Object.defineProperty(oidc, 'amr', { value: amr })
  if (oidc.session) Object.defineProperty(oidc.session, 'authTime', { value: () => authTime })
}

/** A member of an object that is read as ever, and into which goes what is made of what is written. */
function between(
  target: object,
  name: string,
  { get, set }: { get: (self: object) => unknown; set: (self: object, value: unknown) => void },
): void {
  Object.defineProperty(target, name, {
    configurable: true,
    enumerable: true,
    get(this: object) {
      return get(this)
    },
    set(this: object, value: unknown) {
      set(this, value)
    },
  })
}

/**
 * Lets a parameter be seen as it is made, whatever way it comes: from a form or an address, a pushed request or a request
 * object, which write into the parameters that are there already.
 */
export function rewriteParameter(
  provider: Provider,
  name: string,
  rewrite: (value: unknown) => unknown,
): void {
  const kept = new WeakMap<object, unknown>()
  // The class has no such member: each request sets it.
  between(provider.OIDCContext.prototype, 'params', {
    get: (context) => kept.get(context),
    set(context, params) {
      if (typeof params === 'object' && params !== null && name in params) {
        let value = rewrite(Reflect.get(params, name))
        between(params, name, {
          get: () => value,
          set(_, written) {
            value = rewrite(written)
          },
        })
      }
      kept.set(context, params)
    },
  })
}

/** The browser's cookies as the provider reads and signs them, whatever app its pages are in. */
export function cookiesFor(provider: Provider, ctx: Context): Context['cookies'] {
  const app: object = ctx.app
  return app === provider ? ctx.cookies : provider.createContext(ctx.req, ctx.res).cookies
}

/**
 * A parameter as the client sent it, whatever the library has made of it: it stands in the request object where there is one.
 * For what runs once the library has judged all parameters, and has verified that object.
 */
export function sentParameter(ctx: KoaContextWithOIDC, name: string): unknown {
  const { body, entities } = ctx.oidc
  const sent: object = (ctx.method === 'POST' ? body : ctx.query) ?? {}
  const pushed: unknown = entities.PushedAuthorizationRequest?.request
  const object = pushed ?? fieldOf(sent, 'request')
  // A parameter without a value counts as left out (RFC 6749 §3.1).
  const isObject = typeof object === 'string' && object !== ''
  return fieldOf(isObject ? JSON.parse(payloadOf(object)) : sent, name)
}

const DECODER = new TextDecoder()

/**
 * What a JWT says, read without believing it, and as JOSE libraries read it: a byte order mark before it is no part of it.
 */
export const payloadOf = (jwt: string): string =>
  DECODER.decode(Buffer.from(jwt.split('.', 2)[1] ?? '', 'base64url'))

/** What a JWT says, read without believing it; undefined where it is none. */
export const claimsIn = (jwt: string): unknown => parseJson(payloadOf(jwt))
