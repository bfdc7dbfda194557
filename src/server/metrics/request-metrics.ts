import { fieldOf } from '../../kernel/typing.ts'
import type { Context } from 'koa'
import { Counter, Histogram, type Registry } from 'prom-client'

/** The first part of the addresses that are ours; the library's own routes have names. */
const GROUPS: Readonly<Record<string, string>> = {
  '': 'landing',
  assets: 'assets',
  healthz: 'health',
  readyz: 'health',
  interaction: 'interaction',
  account: 'account',
  password: 'password',
  'sign-out': 'sign_out',
  dev: 'dev',
}

/**
 * What was asked for, as one of a few names: never an address, which strangers make up and which carries
 * ids.
 */
function routeOf(ctx: Context, base: string): string {
  const oidc: unknown = fieldOf(ctx, 'oidc')
  const route: unknown = typeof oidc === 'object' && oidc && fieldOf(oidc, 'route')
  if (typeof route === 'string') return route.replaceAll('.', '_')
  const path = ctx.path.startsWith(`${base}/`) ? ctx.path.slice(base.length) : ctx.path
  const [, first = ''] = path.split('/', 2)
  return Object.hasOwn(GROUPS, first) ? (GROUPS[first] ?? 'other') : 'other'
}

/**
 * @param base the issuer's path, or ''
 * @returns counts an answer, which took so many seconds
 */
export function createRequestMetrics(
  registry: Registry,
  base: string,
): (ctx: Context, seconds: number) => void {
  const requests = new Counter({
    name: 'oidc_step_up_http_requests_total',
    help: 'Requests that were answered, by route group and status',
    labelNames: ['route', 'status'],
    registers: [registry],
  })
  const durations = new Histogram({
    name: 'oidc_step_up_http_request_duration_seconds',
    help: 'How long answers took, by route group',
    labelNames: ['route'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10],
    registers: [registry],
  })
  // A series is looked up by its labels' text, which takes longer than counting. There are few.
  const series = new Map<string, (seconds: number) => void>()
  return (ctx, seconds) => {
    const [route, { status }] = [routeOf(ctx, base), ctx]
    const name = `${route} ${status}`
    let count = series.get(name)
    if (!count) {
      const [answers, duration] = [requests.labels({ route, status }), durations.labels({ route })]
      count = (took) => {
        answers.inc()
        duration.observe(took)
      }
      series.set(name, count)
    }
    count(seconds)
  }
}
