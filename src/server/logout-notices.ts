import type { Provider } from 'oidc-provider'
import type { Logger } from 'pino'
import { dateOf } from '../kernel/instant.ts'
import { createLogoutNotices, type LogoutFailure, type LogoutNotices } from '../oidc/index.ts'
import { reasonOf } from './describe-error.ts'
import type { ServiceParts } from './service-parts.ts'

export const OUTBOX_AWAY = 'the outbox of logout notices does not answer'

/** The logout notices of this service; what fails is counted, and told to the operator. */
export const openLogoutNotices = (
  provider: Provider,
  { store, clock, log, metrics }: Pick<ServiceParts, 'store' | 'clock' | 'log' | 'metrics'>,
): LogoutNotices =>
  createLogoutNotices(provider, {
    outbox: store.logouts,
    clock,
    onFailure(failure) {
      metrics?.onLogoutFailure()
      logFailure(log, failure)
    },
    onOutboxFailure: (error) => log.error({ err: error }, OUTBOX_AWAY),
  })

function logFailure(log: Logger, failure: LogoutFailure): void {
  const { clientId, attempt, error, answer, nextAt } = failure
  const facts = {
    clientId,
    attempt,
    reason: reasonOf(error),
    ...(answer?.text === undefined ? {} : { answer: answer.text }),
    ...(nextAt === undefined ? { givenUp: true } : { nextAt: dateOf(nextAt).toISOString() }),
  }
  log[nextAt === undefined ? 'error' : 'warn'](facts, 'back-channel logout failed')
}
