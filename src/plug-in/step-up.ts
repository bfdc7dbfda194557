import type { Configuration, Provider } from 'oidc-provider'
import type { AccountDirectory } from '../accounts/index.ts'
import {
  createAuthenticators,
  type Authenticators,
  type AttemptStore,
  type AuthenticatorStore,
} from '../authenticators/index.ts'
import type { AccountId } from '../ids.ts'
import { instantOf, systemClock } from '../instant.ts'
import { stepUp as createStepUp, type StepUpOptions } from '../provider/index.ts'
import { Secret } from '../secret.ts'
import { createSealer } from '../stores/sealing.ts'
import { packagedAssets } from '../views/assets.ts'
import { createViews } from '../views/create-views.ts'
import { sendAsset } from '../views/send-asset.ts'
import { attachedPages, type Attached } from './attached.ts'
import { checkOptions } from './check-options.ts'

/** What the plug-in keeps: `openSqliteStore` gives one, a host may bring its own. */
export interface PlugInStore {
  readonly authenticators: AuthenticatorStore
  readonly attempts: AttemptStore
  /**
   * Ends the session with this uid for good, at sign-out: no request that is under way writes it back.
   * Only where oidc-provider's artefacts are in this store too.
   */
  readonly endSession?: (uid: string) => Promise<unknown>
}

type Passed = 'ladder' | 'path' | 'firstFactor' | 'secondFactorWhenEnrolled' | 'onEvent' | 'clock'

/** What the second factor has to know of a host's account. */
export interface HostAccount {
  /** How the person knows the account: shown on pages and in authenticator apps. */
  readonly label: string
  /** What was proved before this moment counts no more (a new password, a reset). */
  readonly proofsNotBefore?: Date
}

/** The host's accounts, as far as the second factor needs them. */
export interface HostAccounts {
  /**
   * By the `accountId` that the login page ends with. Undefined for an unknown **or disabled** account:
   * neither has a session that counts.
   */
  find(accountId: string): Promise<HostAccount | undefined>
}

/** `Authenticators` by the host's ids, which are plain strings. */
export type HostAuthenticators = {
  readonly [Name in keyof Authenticators]: Authenticators[Name] extends (
    accountId: AccountId,
    ...rest: infer Rest
  ) => infer Result
    ? (accountId: string, ...rest: Rest) => Result
    : Authenticators[Name]
}

/** What `stepUp` takes, checked once, at start. */
export interface PlugInOptions extends Pick<StepUpOptions, Passed> {
  /** The host's accounts. Passwords stay with its login page. */
  readonly accounts: HostAccounts
  /** Where devices and wrong codes are kept. */
  readonly store: PlugInStore
  /** AES-256-GCM keys, 32 bytes each, base64url; the first seals new secrets, all open what they sealed. */
  readonly sealingKeys: readonly { readonly id: string; readonly key: string }[]
  /** The provider's `cookies.keys`, 16 characters or more each; they sign our forms too. */
  readonly cookieKeys: readonly string[]
  /** Shown on pages and in authenticator apps; without a colon, at which the apps would split it. */
  readonly issuerName: string
  /** Devices per account. @default 10 */
  readonly deviceLimit?: number
}

/** Step-up for an existing provider. */
export interface PlugIn {
  /** To list, reset or unlock devices from the host's own pages and tools. */
  readonly authenticators: HostAuthenticators
  /**
   * Adds what step-up needs to the provider's configuration; everything else stays as it was.
   *
   * @throws ConfigurationError `interactions.url` without a login page, `interactions.policy` without a
   *   `login` prompt
   */
  configure(configuration: Configuration): Configuration
  /** Call once, before the provider serves its first request; use the pages in the app around it. */
  attach(provider: Provider): Attached
}

/**
 * Adds step-up to a provider that has accounts, a login page and a policy of its own. The login page
 * ends with `{ login: { accountId } }` as before; the `step_up` prompt and its pages follow.
 *
 * @throws ConfigurationError naming the option that is wrong
 */
export function stepUp(options: PlugInOptions): PlugIn {
  checkOptions(options)
  const { store, issuerName, accounts, cookieKeys, sealingKeys, deviceLimit, ...passed } = options
  const path = options.path ?? '/step-up'
  const assets = `${path}/assets`
  const authenticators = createAuthenticators({
    store: store.authenticators,
    attempts: store.attempts,
    sealer: createSealer(
      sealingKeys.map(({ id, key }) => ({ id, key: new Secret(Buffer.from(key, 'base64url')) })),
    ),
    clock: options.clock ?? systemClock,
    ...(deviceLimit === undefined ? {} : { limit: deviceLimit }),
  })
  const mfa = createStepUp({
    ...passed,
    path,
    directory: directoryOf(accounts),
    authenticators,
    render: createViews({ chrome: { productName: issuerName, assets } }),
    keys: cookieKeys,
    issuerName,
    firstFactorPage: 'host',
    ...(store.endSession ? { endSession: store.endSession } : {}),
  })
  return {
    // Whatever string a host gives is an id of its own: there is nothing to check.
    authenticators: authenticators as HostAuthenticators,
    configure: (configuration) => mfa.configure(configuration),
    attach(provider) {
      const router = mfa.attach(provider)
      router.get('/assets/:file', (ctx) => {
        sendAsset(packagedAssets, ctx, ctx.params['file'] ?? '')
      })
      return attachedPages(router, path, provider)
    },
  }
}

function directoryOf(accounts: HostAccounts): AccountDirectory {
  return {
    async find(id) {
      const account = await accounts.find(id)
      if (!account) return undefined
      const { label, proofsNotBefore } = account
      const notBefore = proofsNotBefore && { proofsNotBefore: instantOf(proofsNotBefore) }
      return { id, label, ...notBefore }
    },
    // Passwords are the host's, on its own page: there is no second way in.
    authenticate: async () => ({ outcome: 'rejected' }),
    reauthenticate: async () => ({ outcome: 'rejected' }),
  }
}
