import type { Router } from '@koa/router'
import type { Middleware } from 'koa'

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
