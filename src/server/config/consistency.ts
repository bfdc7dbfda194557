import { brokenPromise } from '../../assurance/promises.ts'
import { NOTHING_LEFT, isIssuerName } from '../../methods/totp/key-uri.ts'
import { ConfigurationError } from '../../kernel/faults.ts'
import { RESERVED_CLIENTS, type Configuration } from './configuration.ts'
import type { Problem } from './problems.ts'
import type { Settings } from './schema.ts'
import type { Ladder } from '../../assurance/index.ts'
import { METHOD_NAMES, createLadder } from '../../methods/index.ts'
import { RECOVERY_CODE } from '../../methods/recovery-codes/index.ts'

const hasPath = (issuer: string | undefined): boolean =>
  issuer !== undefined && URL.canParse(issuer) && new URL(issuer).pathname !== '/'

/** What no option is wrong in by itself. */
export function inconsistencies(settings: Settings): Problem[] {
  const { clients, mail, sessions, throttle } = settings
  const problems: Problem[] = []
  if (settings.basePath === 'stripped' && !hasPath(settings.issuer)) {
    problems.push({ path: 'basePath', problem: 'nothing to strip: issuer has no path' })
  }
  if (sessions.idle > sessions.lifetime) {
    problems.push({ path: 'sessions.idle', problem: 'expected no more than lifetime' })
  }
  if (throttle.free >= throttle.lockAt) {
    problems.push({ path: 'throttle.free', problem: 'expected less than lockAt' })
  }
  if (throttle.firstDelay > throttle.longestDelay) {
    problems.push({ path: 'throttle.firstDelay', problem: 'expected no more than longestDelay' })
  }
  const { productName, issuerName } = settings
  if (!isIssuerName(issuerName ?? productName)) {
    const path = issuerName === undefined ? 'productName' : 'issuerName'
    problems.push({ path, problem: NOTHING_LEFT })
  }
  if (mail.url !== undefined && mail.from === undefined) {
    problems.push({ path: 'mail.from', problem: 'is required with a mail server' })
  }
  const ids = clients.map((client) => client.client_id)
  ids.forEach((id, index) => {
    if (ids.indexOf(id) === index) return
    problems.push({ path: `clients[${index}].client_id`, problem: `"${id}" is another client's` })
  })
  clients.forEach(({ client_id: id }, index) => {
    if (!RESERVED_CLIENTS.includes(id)) return
    problems.push({ path: `clients[${index}].client_id`, problem: `"${id}" is the server's own` })
  })
  problems.push(...unknownInResources(settings))
  try {
    const built = ladderOf(settings)
    const { names } = built
    const broken = brokenPromise(built, settings)
    if (broken) problems.push(broken)
    clients.forEach(({ step_up_minimum_acr: minimum }, index) => {
      if (minimum === undefined || names.includes(minimum)) return
      problems.push({
        path: `clients[${index}].step_up_minimum_acr`,
        problem: `expected one of ${names.join(', ')}`,
      })
    })
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    const { path, message } = error
    problems.push({ path, problem: message.slice(path.length + 2) })
  }
  return problems
}

/** Whose the ids are, the start says: they may be those of clients in the store. */
function unknownInResources({ resources }: Settings): Problem[] {
  return resources.flatMap(({ scopes, clients: allowed = {} }, index) =>
    Object.entries(allowed).flatMap(([id, granted]) => {
      const path = `resources[${index}].clients.${id}`
      return granted.every((scope) => scopes.includes(scope))
        ? []
        : [{ path, problem: `expected some of ${scopes.join(', ')}` }]
    }),
  )
}

/**
 * The ladder that a server's options make: what is asked for, issued, counted and explained goes by this one.
 *
 * @throws ConfigurationError naming the class and the option that is wrong
 */
export const ladderOf = ({
  ladder,
  recoveryCodes,
}: Pick<Configuration, 'ladder' | 'recoveryCodes'>): Ladder =>
  createLadder(ladder, METHOD_NAMES, { [RECOVERY_CODE.id]: recoveryCodes.amr })
