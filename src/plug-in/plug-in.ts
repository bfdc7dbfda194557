import { present } from '../kernel/typing.ts'
import type { Configuration, Provider } from 'oidc-provider'
import {
  type AccountDirectory,
  removeSecondFactor,
  type AuthenticatorStore,
  type RecoveryCodeStore,
} from '../people/index.ts'
import { createAuthenticators, type Authenticators } from '../methods/totp/index.ts'
import { createRecoveryCodes, type RecoveryCodes } from '../methods/recovery-codes/index.ts'
import type { AttemptStore } from '../kernel/throttle/attempt-store.ts'
import { rewrap, type RewrapProgress } from '../kernel/sealing/rewrap.ts'
import type { SealedSecrets } from '../kernel/sealing/sealed-secrets.ts'
import {
  createTrustedBrowsers,
  type TrustedBrowser,
  type TrustedBrowsers,
  type TrustedBrowserStore,
} from '../trust/trusted-browsers.ts'
import { endingTrust } from '../actions/ending-trust.ts'
import { ConfigurationError } from '../kernel/faults.ts'
import type { AccountId, TrustedBrowserId } from '../kernel/ids.ts'
import { instantOf, systemClock, type Clock } from '../kernel/instant.ts'
import { factorsOf, findSubject, type SubjectSources } from '../oidc/index.ts'
import { stepUp as createStepUp } from './compose.ts'
import type { StepUpOptions } from './compose-options.ts'
import { Secret } from '../kernel/secret.ts'
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
  /** Where it is absent nobody is given recovery codes, and none is taken. */
  readonly recoveryCodes?: RecoveryCodeStore
  /** Needed where `trustedBrowsersLifetime` is set. */
  readonly trustedBrowsers?: TrustedBrowserStore
  /** Needed for `rewrap`. */
  readonly sealed?: SealedSecrets
  /**
   * Ends the session with this uid for good, at sign-out: no request that is under way writes it back.
   * Only where oidc-provider's artefacts are in this store too.
   */
  readonly endSession?: (uid: string) => Promise<unknown>
}

type Passed =
  'ladder' | 'amrValues' | 'path' | 'firstFactor' | 'secondFactorWhenEnrolled' | 'onEvent' | 'clock'

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

/** The same by the host's ids, which are plain strings. */
type ByHostIds<Domain> = {
  readonly [Name in keyof Domain]: Domain[Name] extends (
    accountId: AccountId,
    ...rest: infer Rest
  ) => infer Result
    ? (accountId: string, ...rest: Rest) => Result
    : Domain[Name]
}

/** `Authenticators` by the host's ids, which are plain strings. */
export type HostAuthenticators = ByHostIds<Authenticators>

/** `RecoveryCodes` by the host's ids, which are plain strings. */
export type HostRecoveryCodes = ByHostIds<RecoveryCodes>
/** The browsers that an account trusts, for a host's own pages and tools. */
export interface HostTrustedBrowsers {
  /** Those that are trusted now, the last used first. */
  list(accountId: string): Promise<readonly TrustedBrowser[]>
  /** From when it resolves it is trusted no more. False when there was none. */
  forget(accountId: string, id: TrustedBrowserId): Promise<boolean>
  /** All of the account's, at once; resolves their number. */
  forgetAll(accountId: string): Promise<number>
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
  /**
   * "Don't ask again on this browser": seconds for which a browser is not asked for the routine code, counted
   * from the code that was given there.
   * @default no browser is
   */
  readonly trustedBrowsersLifetime?: number
}

/** Step-up for an existing provider. */
export interface PlugIn {
  /**
   * To list, reset or unlock devices from the host's own pages and tools. `remove` takes a lost device
   * away, and though it was the last one the recovery codes go on protecting the account; `removeAll`
   * removes them as well, so that the login page alone lets in again.
   */
  readonly authenticators: HostAuthenticators
  /** To show and forget trusted browsers; absent without `trustedBrowsersLifetime`. */
  readonly trustedBrowsers?: HostTrustedBrowsers
  /**
   * To show the codes again or make new ones from the host's own pages, after a fresh proof; undefined
   * where the store keeps none. An account gets its codes with the first device that it adds while
   * signing in; where a page of the host's adds it, `issue` gives them.
   */
  readonly recoveryCodes: HostRecoveryCodes | undefined
  /**
   * Seals with the first of `sealingKeys` what the others sealed, bit by bit: each value tells how far it
   * has come. It may stop anywhere, be killed, and be begun anew, on any number of nodes, while people
   * sign in. When a walk has `rewrapped` and `passed` nothing and nothing is `unreadable`, the other
   * keys can go. Absent where the store has no `sealed`.
   */
  readonly rewrap?: () => AsyncIterable<RewrapProgress>
  /**
   * Adds what step-up needs to the provider's configuration; everything else stays as it was. A policy without a prompt
   * `select_account` gets one, with a page of ours (OpenID Connect Core 1.0 §3.1.2.1), and the metadata
   * `prompt_values_supported`.
   *
   * @throws ConfigurationError `interactions.url` without a login page, `interactions.policy` without a
   *   `login` prompt
   */
  configure(configuration: Configuration): Configuration
  /**
   * Call once, before the provider serves its first request; use the pages in the app around it.
   *
   * @throws ConfigurationError that says what is missing, where the provider is not made from what
   *   `configure` returned, or its `interactions` or `features` were replaced after it. Whatever of that
   *   it cannot see ends each request with `server_error`: nothing is issued that was not decided on
   */
  attach(provider: Provider): Attached
}

/**
 * Adds step-up to a provider that has accounts, a login page and a policy of its own. The login page
 * ends with `{ login: { accountId } }` as before; the `step_up` prompt and its pages follow. Where it lets
 * somebody in who signed in earlier, it says so with `ts`, in seconds since the epoch: `max_age` goes by
 * that. One that lies ahead is an error (`server_error` event, status 500).
 *
 * @throws ConfigurationError naming the option that is wrong
 */
export function stepUp(options: PlugInOptions): PlugIn {
  checkOptions(options)
  const { store, issuerName, accounts, cookieKeys, sealingKeys, deviceLimit, ...others } = options
  const { trustedBrowsersLifetime: lifetime, ...passed } = others
  const path = options.path ?? '/step-up'
  const assets = `${path}/assets`
  const clock = options.clock ?? systemClock
  const sealer = createSealer(
    sealingKeys.map(({ id, key }) => ({ id, key: new Secret(Buffer.from(key, 'base64url')) })),
  )
  const codes = { attempts: store.attempts, sealer, clock }
  const { sealed } = store
  const devices = createAuthenticators({
    ...codes,
    store: store.authenticators,
    ...present({ limit: deviceLimit }),
  })
  const recoveryCodes =
    store.recoveryCodes && createRecoveryCodes({ ...codes, store: store.recoveryCodes })
  const kept = recoveryCodes ? { recoveryCodes } : {}
  const whole: Authenticators = {
    ...devices,
    removeAll: async (accountId) =>
      (await removeSecondFactor({ authenticators: devices, ...kept }, accountId)).devices,
  }
  const authenticators = store.trustedBrowsers ? endingTrust(whole, store.trustedBrowsers) : whole
  const sources = { directory: directoryOf(accounts), authenticators, ...kept }
  const trustedBrowsers = trustedBrowsersOf(store, lifetime, clock)
  const mfa = createStepUp({
    ...passed,
    path,
    ...sources,
    ...(trustedBrowsers ? { trustedBrowsers } : {}),
    render: createViews({ chrome: { productName: issuerName, assets } }),
    keys: cookieKeys,
    issuerName,
    firstFactorPage: 'host',
    ...(store.endSession ? { endSession: store.endSession } : {}),
  })
  return {
    // Whatever string a host gives is an id of its own: there is nothing to check.
    authenticators: authenticators as HostAuthenticators,
    recoveryCodes: recoveryCodes as HostRecoveryCodes | undefined,
    ...(sealed ? { rewrap: () => rewrap(sealed, sealer) } : {}),
    ...(trustedBrowsers ? { trustedBrowsers: forHost(trustedBrowsers, sources) } : {}),
    configure: (configuration) => mfa.configure(configuration),
    attach(provider) {
      const { routes: router } = mfa.attach(provider)
      router.get('/assets/:file', (ctx) => sendAsset(packagedAssets, ctx, ctx.params['file'] ?? ''))
      return attachedPages(router, path, provider)
    },
  }
}

function trustedBrowsersOf(
  { trustedBrowsers: store }: PlugInStore,
  lifetime: number | undefined,
  clock: Clock,
): TrustedBrowsers | undefined {
  if (lifetime === undefined) return undefined
  if (store) return createTrustedBrowsers({ store, clock, lifetime })
  throw new ConfigurationError('store.trustedBrowsers', 'is required with trustedBrowsersLifetime')
}

/** Whatever string a host gives is an id of its own: there is nothing to check. */
const forHost = (browsers: TrustedBrowsers, sources: SubjectSources): HostTrustedBrowsers => ({
  async list(id) {
    const subject = await findSubject(sources, id as AccountId)
    return subject ? browsers.list(subject.account.id, factorsOf(subject)) : []
  },
  forget: (id, browser) => browsers.forget(id as AccountId, browser),
  forgetAll: (id) => browsers.forgetAll(id as AccountId),
})

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
    identify: async () => undefined,
  }
}
