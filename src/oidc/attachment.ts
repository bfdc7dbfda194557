import {
  errors,
  type Configuration,
  type KoaContextWithOIDC,
  type interactionPolicy,
  type Provider,
} from 'oidc-provider'
import { ConfigurationError } from '../kernel/faults.ts'

type Prompt = interactionPolicy.Prompt
type FindAccount = NonNullable<Configuration['findAccount']>

/** Checks of ours, and the prompt that has to have them. */
interface OwnChecks {
  readonly prompt: Prompt
  readonly checks: readonly string[]
  /** One that has to run before these. */
  readonly first?: { readonly check: string; readonly others: readonly string[] }
}

/** A configuration as it is given to the host: what a provider that is made from it reads is noted. */
export interface GivenOut {
  /**
   * `prompt` asks for the second factor; a policy without it asks for none.
   *
   * @param inOrder prompts that a policy has to hold one after the other
   */
  holdsPolicy(prompt: Prompt, checks: readonly OwnChecks[], inOrder: readonly Prompt[]): void
  /**
   * A part without which something is lost silently.
   *
   * @param path the option, as it is named where a provider was made without this part
   * @param member one that the library reads of it
   * @param isNeeded whether a provider needs it. @default always
   */
  holds<Part extends object>(
    path: string,
    part: Part,
    member: keyof Part,
    isNeeded?: (provider: Provider) => boolean,
  ): Part
  /** Whatever asks whether an account stands. */
  findsAccounts(find: FindAccount): FindAccount
}

/**
 * Whether a provider asks us at all. A host can leave the configuration out, or replace a part of it
 * afterwards, and oidc-provider tells nobody what it was made from: its parts are seen to be read while it
 * is made, and what slips through is refused when something is about to be issued.
 */
export interface Attachment {
  /** Begins a configuration. */
  giveOut(): GivenOut
  /** @throws ConfigurationError that says which part is missing */
  attach(provider: Provider): void
  /** @throws an error for the relying party where `attach` was not called with the request's provider */
  assertAttached(ctx: KoaContextWithOIDC): void
  /** A decision has granted the request at hand. */
  granted(ctx: KoaContextWithOIDC): void
  /** An interaction leads to our pages. */
  leadsToUs(interaction: object): void
}

export function createAttachment(): Attachment {
  const configurations: Configured[] = []
  const attached = new WeakSet<Provider>()
  const granted = new WeakSet<KoaContextWithOIDC>()
  const found = new WeakSet<KoaContextWithOIDC>()
  const ours = new WeakSet<object>()

  return {
    giveOut() {
      const configured: Configured = { read: [], parts: [], own: [], inOrder: [] }
      configurations.push(configured)
      return givenOut(configured, found)
    },

    attach(provider) {
      const problems = configurations.map((configured) => problemOf(configured, provider))
      // One is enough: which of them this provider was made from cannot be known.
      if (!problems.includes(undefined)) throw problems.at(-1) ?? notConfigured()
      attached.add(provider)
      // Emitted when no prompt of whatever policy has anything to ask, before anything is issued: by the
      // authorization endpoint and for a device alike.
      provider.on('authorization.accepted', (ctx) => {
        if (!granted.has(ctx)) throw misconfigured(ctx, UNASKED)
        if (!found.has(ctx)) throw misconfigured(ctx, UNFOUND)
      })
      provider.on('interaction.started', (ctx, { name }) => {
        const { Interaction: interaction } = ctx.oidc.entities
        if (name !== 'step_up' || (interaction && ours.has(interaction))) return
        throw misconfigured(ctx, ELSEWHERE)
      })
    },

    assertAttached(ctx) {
      if (!attached.has(ctx.oidc.provider)) throw misconfigured(ctx, UNATTACHED)
    },
    granted: (ctx) => void granted.add(ctx),
    leadsToUs: (interaction) => void ours.add(interaction),
  }
}

interface Configured {
  /** Of our own prompt and of those that stand in an order with it, as they were read. */
  read: Prompt[]
  parts: Part[]
  own: readonly OwnChecks[]
  inOrder: readonly Prompt[]
  prompt?: Prompt
}

interface Part {
  readonly path: string
  readonly isNeeded: (provider: Provider) => boolean
  read: boolean
}

/** The library reads all of it while the provider is made, and never what was put in its place. */
const givenOut = (configured: Configured, found: WeakSet<KoaContextWithOIDC>): GivenOut => ({
  holdsPolicy(prompt, own, inOrder) {
    Object.assign(configured, { prompt, own, inOrder })
    for (const one of inOrder) {
      noteReading(one, () => {
        // Another provider is made from it: what counts is how the last one reads it.
        if (configured.read.includes(one)) configured.read = []
        configured.read.push(one)
      })
    }
  },
  holds(path, given, member, isNeeded = () => true) {
    const part: Part = { path, isNeeded, read: false }
    configured.parts.push(part)
    const value = given[member]
    return Object.defineProperty({ ...given }, member, {
      enumerable: true,
      get() {
        part.read = true
        return value
      },
    })
  },
  findsAccounts: (find) => (ctx, id, token) => {
    found.add(ctx)
    return find(ctx, id, token)
  },
})

/** Not the name: whoever takes a prompt out reads that. A host may give one policy to several providers. */
function noteReading(prompt: Prompt, note: () => void): void {
  const known = Object.getOwnPropertyDescriptor(prompt, 'requestable')
  Object.defineProperty(prompt, 'requestable', {
    enumerable: true,
    configurable: true,
    get(): unknown {
      note()
      return known?.get ? known.get.call(prompt) : known?.value
    },
  })
}

const notConfigured = () =>
  new ConfigurationError(
    'configure',
    'was not called: make the provider from what configure(configuration) returns',
  )

function problemOf(configured: Configured, provider: Provider): ConfigurationError | undefined {
  const { read, prompt: stepUp, parts, own, inOrder } = configured
  const replaced = 'of the provider is not what configure() returned: change it before configure()'
  if (!stepUp || !read.includes(stepUp))
    return new ConfigurationError('interactions.policy', replaced)
  const lost = parts.find((part) => !part.read && part.isNeeded(provider))
  if (lost) return new ConfigurationError(lost.path, replaced)
  // Whoever asks for no consent has taken its prompt out; nobody signs in without the first.
  const wanted = inOrder.filter((prompt, index) => index === 0 || read.includes(prompt))
  if (wanted.some((prompt, index) => prompt !== read[index])) {
    const order = inOrder.map(({ name }) => name).join(', ')
    const problem = `must hold its prompts in the order ${order}`
    return new ConfigurationError('interactions.policy', problem)
  }
  for (const { prompt, checks, first } of own) {
    const missing = checks.find((reason) => !prompt.checks.get(reason))
    if (missing !== undefined) {
      const problem = `has lost the check ${missing} of the prompt ${prompt.name} since configure()`
      return new ConfigurationError('interactions.policy', problem)
    }
    const reasons = prompt.checks.map(({ reason }) => reason)
    const before = first && reasons.slice(0, reasons.indexOf(first.check))
    const early = before?.find((reason) => first?.others.includes(reason))
    if (first && early !== undefined) {
      const problem = `must run the check ${first.check} of the prompt ${prompt.name} before ${early}`
      return new ConfigurationError('interactions.policy', problem)
    }
  }
  return undefined
}

const UNATTACHED = new ConfigurationError(
  'attach',
  'was not called: step-up is configured, and nothing that is proved would be kept',
)

const UNASKED = new ConfigurationError(
  'interactions.policy',
  'has let a request through that step-up was not asked about: it was changed after configure()',
)

const UNFOUND = new ConfigurationError(
  'findAccount',
  'of the provider is not what configure() returned: change it before configure()',
)

const ELSEWHERE = new ConfigurationError(
  'interactions.url',
  'sends people somewhere else for the prompt "step_up": it was changed after configure()',
)

/**
 * For the relying party and whoever develops it; the operator gets it by the library's own event, as with
 * everything that fails. Not thrown as it is: the library would tell nobody what is wrong.
 */
function misconfigured(
  ctx: KoaContextWithOIDC,
  problem: ConfigurationError,
): errors.OIDCProviderError {
  const error = new errors.CustomOIDCProviderError('server_error', `step-up: ${problem.message}`)
  error.cause = problem
  error.status = error.statusCode = ctx.oidc.deviceCode ? 400 : 303
  // For a device the library emits it itself.
  if (!ctx.oidc.deviceCode) ctx.oidc.provider.emit('server_error', ctx, problem)
  return error
}
