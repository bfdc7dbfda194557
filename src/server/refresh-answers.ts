import type { Provider } from 'oidc-provider'
import { attachDeviceGrace, attachRefreshGrace } from '../oidc/index.ts'
import type { ServiceParts } from './service-parts.ts'

/**
 * Lets a refresh token lead to its successor, and a device's code to its tokens, for as long as is configured; see
 * `attachRefreshGrace` and `attachDeviceGrace`.
 */
export function repeatRefreshAnswers(
  provider: Provider,
  parts: Pick<ServiceParts, 'configuration' | 'keys' | 'clock' | 'log'>,
): void {
  const { configuration, keys, clock, log } = parts
  const grace = {
    seconds: configuration.refreshTokens.gracePeriod,
    // A rotation of keys begins with a new one, and takes the oldest away last.
    keys: [keys.oldestCookieKey, ...keys.cookies],
    clock,
  }
  attachRefreshGrace(provider, {
    ...grace,
    onRepeat: (clientId) =>
      log.info(
        { clientId },
        'a used refresh token was presented again: answered with its successor',
      ),
  })
  attachDeviceGrace(provider, {
    ...grace,
    onRepeat: (clientId) =>
      log.info({ clientId }, 'a used device code was presented again: answered as before'),
  })
}
