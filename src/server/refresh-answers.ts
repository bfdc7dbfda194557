import type { Provider } from 'oidc-provider'
import { attachRefreshGrace } from '../oidc/index.ts'
import type { ServiceParts } from './service-parts.ts'

/** Lets a refresh token lead to its successor for as long as is configured; see `attachRefreshGrace`. */
export function repeatRefreshAnswers(
  provider: Provider,
  {
    configuration,
    keys,
    clock,
    log,
  }: Pick<ServiceParts, 'configuration' | 'keys' | 'clock' | 'log'>,
): void {
  attachRefreshGrace(provider, {
    seconds: configuration.refreshTokens.gracePeriod,
    // A rotation of keys begins with a new one, and takes the oldest away last.
    keys: [keys.oldestCookieKey, ...keys.cookies],
    clock,
    onRepeat(clientId) {
      log.info(
        { clientId },
        'a used refresh token was presented again: answered with its successor',
      )
    },
  })
}
