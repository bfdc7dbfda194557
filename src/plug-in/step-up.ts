import type { Router } from '@koa/router'
import type { Configuration, Provider } from 'oidc-provider'
import type { AccountDirectory } from '../accounts/index.ts'
import {
  createAuthenticators,
  type Authenticators,
  type AttemptStore,
  type AuthenticatorStore,
} from '../authenticators/index.ts'
import { ConfigurationError } from '../faults.ts'
import { systemClock } from '../instant.ts'
import { stepUp as createStepUp, type StepUpOptions } from '../provider/index.ts'
import { Secret } from '../secret.ts'
import { createSealer } from '../stores/sealing.ts'
import { createViews } from '../views/create-views.ts'
import { sendAsset } from '../views/send-asset.ts'

/** What the plug-in keeps: `openSqliteStore` gives one, a host may bring its own. */
export interface PlugInStore {
  readonly authenticators: AuthenticatorStore
  readonly attempts: AttemptStore
  /** Only where oidc-provider's artefacts are in this store too. */
  readonly endSession?: (uid: string) => Promise<void>
}

type Passed = 'ladder' | 'path' | 'firstFactor' | 'secondFactorWhenEnrolled' | 'onEvent' | 'clock'

export interface PlugInOptions extends Pick<StepUpOptions, Passed> {
  /** The host's accounts. */
  readonly accounts: AccountDirectory
  readonly store: PlugInStore
  /** 32 bytes each, base64url; the first seals new secrets, all open what they sealed. */
  readonly sealingKeys: readonly { readonly id: string; readonly key: string }[]
  /** The provider's `cookies.keys`. */
  readonly cookieKeys: readonly string[]
  /** Shown on pages and in authenticator apps. */
  readonly issuerName: string
  /** Devices per account. @default 10 */
  readonly deviceLimit?: number
}

/** Step-up for an existing provider. */
export interface PlugIn {
  /** To list, reset or unlock devices from the host's own pages and tools. */
  readonly authenticators: Authenticators
  /** Adds what step-up needs to the provider's configuration; everything else stays as it was. */
  configure(configuration: Configuration): Configuration
  /** Call once, before the provider serves its first request; use the routes in the app around it. */
  attach(provider: Provider): Router
}

/**
 * Adds step-up to a provider that has accounts, a login page and a policy of its own. The login page
 * ends with `{ login: { accountId } }` as before; the `step_up` prompt and its pages follow.
 *
 * @throws ConfigurationError naming the option that is wrong
 */
export function stepUp(options: PlugInOptions): PlugIn {
  const { store, issuerName, accounts, cookieKeys, sealingKeys, deviceLimit, ...passed } = options
  const path = options.path ?? '/step-up'
  const assets = `${path}/assets`
  const authenticators = createAuthenticators({
    store: store.authenticators,
    attempts: store.attempts,
    sealer: createSealer(sealingKeys.map(({ id, key }) => ({ id, key: secretOf(key) }))),
    clock: options.clock ?? systemClock,
    ...(deviceLimit === undefined ? {} : { limit: deviceLimit }),
  })
  const mfa = createStepUp({
    ...passed,
    path,
    directory: accounts,
    authenticators,
    render: createViews({ chrome: { productName: issuerName, assets } }),
    keys: cookieKeys,
    issuerName,
    firstFactorPage: 'host',
    ...(store.endSession ? { endSession: store.endSession } : {}),
  })
  return {
    authenticators,
    configure: (configuration) => mfa.configure(configuration),
    attach(provider) {
      const router = mfa.attach(provider)
      router.get('/assets/:file', (ctx) => sendAsset(ctx, ctx.params['file'] ?? ''))
      return router
    },
  }
}

function secretOf(key: string): Secret {
  const bytes = Buffer.from(key, 'base64url')
  if (bytes.length !== 32)
    throw new ConfigurationError('sealingKeys', 'must be 32 bytes, base64url')
  return new Secret(bytes)
}
