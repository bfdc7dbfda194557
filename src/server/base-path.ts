import type { Middleware } from 'koa'
import { standsBelow } from '../web/index.ts'
import type { Configuration } from './config/configuration.ts'
import { HEALTH } from './config/issuer.ts'
import type { Router } from '@koa/router'

/** Metadata as RFC 8414 §3.1 has its address: the issuer's path comes after, at the root of the host. */
const ROOT_METADATA = [
  '/.well-known/oauth-authorization-server',
  '/.well-known/openid-configuration',
]

/**
 * Everything after it sees addresses as browsers do, with the issuer's path. What is not below that path is not
 * ours: nobody answers it.
 */
export function enterBasePath(base: string, mode: Configuration['basePath']): Middleware {
  const rooted = new Map(ROOT_METADATA.map((path) => [`${path}${base}`, `${base}${path}`]))
  const probes: readonly string[] = Object.values(HEALTH)
  function whole(path: string): string | undefined {
    const metadata = rooted.get(path)
    if (metadata !== undefined) return metadata
    if (mode === 'stripped') return base + path
    if (path === base) return `${base}/`
    return path.startsWith(`${base}/`) ? path : undefined
  }
  return async (ctx, next) => {
    standsBelow(ctx, base)
    const path = base === '' || probes.includes(ctx.path) ? ctx.path : whole(ctx.path)
    if (path === undefined) return
    ctx.path = path
    await next()
  }
}

/** For the last one before oidc-provider's own routes, which know nothing of the path that they are mounted at. */
export function mountLibrary(base: string): Middleware {
  return async (ctx, next): Promise<void> => {
    const { path } = ctx
    if (base === '' || !path.startsWith(base)) return next()
    // The library reads it, as koa-mount writes it.
    Object.assign(ctx, { mountPath: base })
    ctx.path = path.slice(base.length) || '/'
    try {
      await next()
    } finally {
      ctx.path = path
    }
  }
}

/**
 * A router for what lies at a path or below it. Others pass by: a router holds an address against the pattern
 * of each of its routes, and every request would be held against all that there are.
 *
 * @param path addresses are compared with it without regard to case, as routers do
 */
export function below(path: string, router: Router): Middleware {
  const routes = router.routes()
  const small = path.toLowerCase()
  return (ctx, next) => {
    const start = ctx.path.slice(0, path.length).toLowerCase()
    const isBelow = start === small && ['', '/'].includes(ctx.path.charAt(path.length))
    // The router's own type of context names what only its own handlers see.
    return isBelow ? (routes as unknown as Middleware)(ctx, next) : next()
  }
}

/** A middleware for one address alone. */
export const at =
  (path: string, middleware: Middleware): Middleware =>
  (ctx, next) =>
    ctx.path === path ? middleware(ctx, next) : next()
