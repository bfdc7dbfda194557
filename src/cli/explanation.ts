import { present } from '../kernel/typing.ts'
import { type Account } from '../people/index.ts'
import { createBuiltInDirectory } from '../actions/built-in-directory.ts'
import {
  proofBy,
  strangerTo,
  type Deliberation,
  type Ladder,
  type Proof,
} from '../assurance/index.ts'
import { METHODS, METHOD_NAMES } from '../methods/index.ts'
import type { AccountId, CredentialId } from '../kernel/ids.ts'
import { plusSeconds, systemClock, type Instant } from '../kernel/instant.ts'
import {
  findSubject,
  issuedAmr,
  judgeRequest,
  readClaimsRequest,
  type Subject,
} from '../oidc/index.ts'
import { duration } from '../server/config/duration.ts'
import { ladderOf } from '../server/config/consistency.ts'
import type { ClientConfiguration, Configuration } from '../server/config/configuration.ts'
import { done, noSuchAccount, type Answer, missing, misused } from './answer.ts'
import { jsonOf, textOf } from './deliberation-text.ts'
import { iso, refusalsOf, standingJson, standingOf, type Standing } from './standing.ts'
import type { Workspace } from './workspace.ts'

export interface ExplainOptions {
  readonly account?: string
  readonly client?: string
  readonly acrValues?: string
  readonly claims?: string
  readonly maxAge?: string
  readonly proved: readonly string[]
}

/** What a sign-in would be asked for, from the very function that decides. */
export async function explain(
  configuration: Configuration,
  options: ExplainOptions,
  workspace?: Workspace,
): Promise<Answer> {
  const now = systemClock()
  const known = await findClient(configuration, options.client)
  if (known.problem !== undefined) {
    return missing('client_not_found', known.problem)
  }
  const { client } = known
  const login = options.account
  const account = login === undefined ? undefined : await workspace?.accounts.findByLogin(login)
  if (login !== undefined && !account) return noSuchAccount(login)

  const request = paramsOf(options, client)
  if ('problem' in request) return misused('option_invalid', request.problem)
  const ladder = ladderOf(configuration)
  const anybody = anybodyAt(ladder)
  const read = options.proved.map((text) => proofOf(ladder, text, now))
  const proofs = read.flatMap((proof) => (proof ? [proof] : []))
  const unreadable = options.proved.find((_, index) => read[index] === undefined)
  if (unreadable !== undefined) {
    const expected = `expected one of ${METHOD_NAMES.join(', ')}, then @ and a time such as 10m`
    return misused('option_invalid', `--proved ${unreadable}: ${expected}`)
  }

  const subject =
    account &&
    workspace &&
    (await findSubject(
      {
        directory: createBuiltInDirectory(workspace.accounts),
        authenticators: { confirmed: (id) => workspace.store.authenticators.list(id) },
        recoveryCodes: workspace.store.recoveryCodes,
        proofsSince: () => plusSeconds(now, -configuration.sessions.lifetime),
      },
      account.id,
    ))
  const deliberation = judgeRequest(
    {
      ladder,
      secondFactorWhenEnrolled: configuration.secondFactorWhenEnrolled,
      secondFactorRequired: configuration.secondFactorRequired,
      clock: () => now,
    },
    {
      params: request.params,
      client,
      // Without an account the question is about anybody; a disabled one has proved nothing.
      subject: account ? subject : anybody,
      earlier: proofs.map((proof) => withCredential(proof, account ? subject : anybody)),
    },
  )
  const issued = asIssued(deliberation, client, ladder)
  const standing = account && workspace && (await standingOf(workspace, account))
  const refusals = account && standing ? refusalsAt(account, standing) : []
  // First of all: nothing of what the rules ask for is looked at as long as one of these holds.
  const text = [...refusals, textOf(ladder, issued)].join('\n')
  return done(text, {
    ...jsonOf(ladder, issued),
    ...(standing ? { attempts: standingJson(standing) } : {}),
  })
}

interface Known {
  readonly client?: ClientConfiguration | undefined
  readonly problem?: string
}

/** One of the configuration, or of the store: the former win. */
async function findClient(
  configuration: Configuration,
  wanted: string | undefined,
): Promise<Known> {
  const isWanted = ({ client_id: id }: ClientConfiguration): boolean => id === wanted
  const client = configuration.clients.find(isWanted)
  if (wanted === undefined || client) return { client }
  const { checkStoredClients } = await import('../server/clients/check-stored-clients.ts')
  const stored = await checkStoredClients(configuration)
  if (stored.outcome === 'not_checked') {
    return {
      problem: `there is no client "${wanted}" in the configuration, and the store was not asked: ${stored.reason}`,
    }
  }
  const refused = stored.unserved.get(wanted)
  if (refused !== undefined) return { problem: `the client "${wanted}" is refused: ${refused}` }
  const served = stored.served.find(isWanted)
  return served ? { client: served } : { problem: `there is no client "${wanted}"` }
}

/** With the `amr` that this client would be told. */
function asIssued(
  deliberation: Deliberation,
  client: object | undefined,
  ladder: Ladder,
): Deliberation {
  const { decision } = deliberation
  if (decision.outcome !== 'grant') return deliberation
  return {
    ...deliberation,
    decision: { ...decision, amr: issuedAmr(decision.amr, client, ladder) },
  }
}

const refusalsAt = ({ disabledAt }: Account, standing: Standing): readonly string[] => [
  ...(disabledAt === undefined ? [] : [`Disabled since ${iso(disabledAt)}.`]),
  ...refusalsOf(standing).map((text) => `Too many attempts: ${text}.`),
]

/** What anybody would have proved a second factor with. */
const SOMETHING = '' as CredentialId

const anybodyAt = (ladder: Ladder): Subject => ({
  account: { id: '' as AccountId, label: '' },
  devices: [],
  recoveryCodes: undefined,
  enrolled: false,
  abilities: { ...strangerTo(ladder), credentials: new Set([SOMETHING]) },
})

/** Proved with what stands, of which there is nothing to tell: one device is as good as another. */
function withCredential(proof: Proof, subject: Subject | undefined): Proof {
  const method = METHODS.find(({ id }) => id === proof.method)
  if (!subject || !method || method.identifies) return proof
  const [standing] = method.held(subject).credentials
  const isAnybody = subject.abilities.credentials.has(SOMETHING)
  const credential = isAnybody ? SOMETHING : standing
  return credential === undefined ? proof : { ...proof, credential }
}

/** The request's parameters with the client's defaults under them, as the provider has them. */
function paramsOf(
  { acrValues, claims, maxAge }: ExplainOptions,
  client: ClientConfiguration | undefined,
): { readonly problem: string } | { readonly params: Readonly<Record<string, unknown>> } {
  if (maxAge !== undefined && !/^\d+$/.test(maxAge)) {
    return { problem: `--max-age ${maxAge}: expected a whole number of seconds` }
  }
  const read = claims === undefined ? undefined : readClaimsRequest(claims)
  if (read?.outcome === 'malformed') return { problem: `--claims: ${read.member} ${read.problem}` }
  const defaults: unknown = client?.['default_acr_values']
  const names = acrValues ?? (Array.isArray(defaults) ? defaults.join(' ') : undefined)
  const age = maxAge ?? client?.['default_max_age']
  return {
    params: {
      ...present({ acr_values: names, claims, max_age: age }),
    },
  }
}

/** `password@10m`: proved ten minutes ago; `password`: just now. */
function proofOf(ladder: Ladder, text: string, now: Instant): Proof | undefined {
  const [name, ago] = text.split('@')
  const method = METHODS.find(({ id }) => id === name)
  const seconds = duration.safeParse(ago ?? '1s')
  if (!method || !seconds.success) return undefined
  return proofBy(ladder, method, plusSeconds(now, ago === undefined ? 0 : -seconds.data))
}
