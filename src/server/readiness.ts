import type { Logger } from 'pino'

/** How one check stands. `failed` takes the server out of use; a `warning` is for people to look at. */
export interface CheckResult {
  readonly status: 'ok' | 'warning' | 'failed'
  readonly [detail: string]: string | number
}

/** Told to whoever asks, so it names no address and quotes no error. A check that throws has failed. */
export type Check = () => CheckResult | Promise<CheckResult>

export interface ReadinessReport {
  readonly status: 'ready' | 'not_ready'
  readonly checks: Readonly<Record<string, CheckResult>>
}

/** Whether a balancer may send requests here. */
export interface Readiness {
  /** Those who ask at one time share one answer: asking costs the store a round trip. */
  report(): Promise<ReadinessReport>
}

/** @param checks by name; the log is told when one of them stands otherwise than before */
export function createReadiness(checks: Readonly<Record<string, Check>>, log: Logger): Readiness {
  const before = new Map<string, CheckResult['status']>()

  async function run(check: string, look: Check): Promise<[string, CheckResult]> {
    let result: CheckResult
    let problem: { readonly err?: unknown } = {}
    try {
      result = await look()
    } catch (err) {
      result = { status: 'failed' }
      problem = { err }
    }
    if ((before.get(check) ?? 'ok') !== result.status) {
      before.set(check, result.status)
      const facts = { check, ...result, ...problem }
      if (result.status === 'failed') log.error(facts, 'not ready')
      else if (result.status === 'warning') log.warn(facts, 'ready, but something is out of order')
      else log.info(facts, 'in order again')
    }
    return [check, result]
  }

  async function report(): Promise<ReadinessReport> {
    const results = await Promise.all(
      Object.entries(checks).map(([check, look]) => run(check, look)),
    )
    const failed = results.some(([, { status }]) => status === 'failed')
    return { status: failed ? 'not_ready' : 'ready', checks: Object.fromEntries(results) }
  }

  return { report: sharing(report) }
}

/** The same question; those who ask while an answer is on its way get that one. */
export function sharing<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let running: Promise<Answer> | undefined
  return () => {
    running ??= ask().finally(() => {
      running = undefined
    })
    return running
  }
}
