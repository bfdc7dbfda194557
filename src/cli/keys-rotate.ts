import { readFileSync } from 'node:fs'
import { ConfigurationError } from '../kernel/faults.ts'
import { dateOf, plusSeconds, systemClock, type Instant } from '../kernel/instant.ts'
import type { Configuration, KeyKind } from '../server/config/configuration.ts'
import { duration } from '../server/config/duration.ts'
import { replaceFile, withKeys, wordOf, type KeyFile } from '../server/keys/key-file.ts'
import { keysInUse } from '../server/keys/in-use.ts'
import { makeKeys, missingAlgorithms, type WrittenKey } from '../server/keys/make-key.ts'
import { nameOf, parseKeys } from '../server/keys/read-keys.ts'
import { followersOf, tokenAlgorithm } from '../server/keys/token-signing.ts'
import { keyIds, keyLifetimes, scheduleOf } from '../server/keys/schedule.ts'
import { done, type Answer, declined, misused } from './answer.ts'
import { consent } from './consent.ts'
import type { Io } from './io.ts'

export interface RotateOptions {
  readonly in?: string
  readonly now?: boolean
  readonly dropOld?: boolean
  readonly yes?: boolean
}

/**
 * Relying parties keep the key set: libraries for minutes, and fetch it again for a key that they do not
 * know; gateways for hours, and some do not. Cookies and secrets concern our own servers alone.
 */
const DELAYS = { signing: 86_400, cookies: 900, sealing: 900 } as const satisfies Record<
  KeyKind,
  number
>

const CONSEQUENCES = {
  signing:
    'What the old keys signed is refused as soon as a relying party fetches the key set again. Drop them?',
  cookies:
    'Everybody is signed out, and every sign-in that was begun has to be started again. Continue?',
} as const

export async function rotateKeys(
  io: Io,
  configuration: Configuration,
  kind: KeyKind,
  options: RotateOptions,
): Promise<Answer> {
  const { keys } = configuration
  const dropOld = options.dropOld === true
  const atOnce = options.now === true || dropOld
  if (dropOld && kind === 'sealing') return sealedStillNeeds()
  if (atOnce && options.in !== undefined) {
    return misused('option_invalid', '--in says when; leave out --now and --drop-old')
  }
  const delay = options.in === undefined ? DELAYS[kind] : duration.safeParse(options.in).data
  if (delay === undefined) {
    return misused('option_invalid', '--in: expected a duration such as 15m, 1h or 1d')
  }

  const now = systemClock()
  const from = atOnce ? now : plusSeconds(now, delay)
  const whole = makeKeys(kind, keys, now, from)
  const waiting = scheduleOf(keys, kind, keyLifetimes(configuration), now).find(
    ({ state }) => state === 'next',
  )
  // A rotation that is under way is not begun again; a kind of key that a version before did not make is no part of it.
  const lacking = kind === 'signing' ? missingAlgorithms(keys).length : 0
  const made = waiting && !atOnce ? whole.slice(whole.length - lacking) : whole
  const change =
    kind === 'signing' && mayRaise(configuration, made, now)
      ? switchOf(await followersIn(configuration), from)
      : undefined
  const source = keys.sources?.[kind] ?? { kind: 'written' }
  if (source.kind !== 'file' && source.kind !== 'development') {
    return notInFile(kind, nameOf(source), made, dropOld, change)
  }
  if (waiting && made.length === 0) {
    return declined(
      'rotation_under_way',
      `"${waiting.id}" is to be used from ${timeOf(waiting.from ?? now)}; nothing was added`,
      { id: waiting.id },
    )
  }
  if (change !== undefined && !options.yes && !io.stdin.isTTY) {
    const problem = `${change}. Nothing was added; with --yes it is`
    return misused('confirmation_needed', problem)
  }
  const questions = [
    ...(change === undefined ? [] : [`${change}. Add the RSA key?`]),
    ...(dropOld && kind !== 'sealing' ? [CONSEQUENCES[kind]] : []),
  ]
  for (const question of questions) {
    const refusal = await consent(io, options, question)
    if (refusal) return refusal
  }

  changeFile(configuration, kind, source, made, () => !dropOld)
  const after = parseKeys(keys, { [kind]: readText(`keys.${kind}`, source.path) })
  const ids = keyIds(after, kind).slice(0, made.length)
  return done(textOf(kind, ids, source.path, atOnce ? undefined : timeOf(from), dropOld), {
    kind,
    ids,
    from: timeOf(from),
    file: source.path,
    dropped: dropOld,
  })
}

/** Whether the keys that come are the first that sign RS256, and nobody has said what applications get. */
function mayRaise(
  options: Pick<Configuration, 'keys' | 'idTokenSigning'>,
  made: readonly WrittenKey[],
  now: Instant,
): boolean {
  if (options.idTokenSigning !== undefined) return false
  const brings = made.some((key) => 'kty' in key && key.kty === 'RSA')
  return brings && tokenAlgorithm(options, keysInUse(options.keys, now)) !== 'RS256'
}

/** With those of the store, as far as it can be read: a configuration that is not served yet, for want of a key, has no say on them. */
async function followersIn(configuration: Configuration): Promise<readonly string[]> {
  const { checkStoredClients } = await import('../server/clients/check-stored-clients.ts')
  const stored = await checkStoredClients(configuration).catch((error: unknown) => {
    if (error instanceof ConfigurationError) return undefined
    throw error
  })
  const further = stored?.outcome === 'checked' ? stored.served : []
  return followersOf({ ...configuration, clients: [...configuration.clients, ...further] })
}

/**
 * What a first RSA key changes for applications that name no algorithm. Nobody should learn it from them a day later, so
 * that it is asked, where `idTokenSigning` has not said it.
 */
function switchOf(followers: readonly string[], from: Instant): string | undefined {
  if (followers.length === 0) return undefined
  return (
    `from ${timeOf(from)} ${followers.join(', ')} get RS256 instead of ES256, and an application configured for ` +
    'ES256 refuses that; idTokenSigning: ES256 keeps it for all of them'
  )
}

/**
 * Writes what stays and what comes to a file, if the server would take it.
 *
 * @throws ConfigurationError naming the option; nothing was written then
 */
export function changeFile(
  { keys }: Configuration,
  kind: KeyKind,
  file: KeyFile,
  add: readonly WrittenKey[],
  keeps: (index: number) => boolean,
): void {
  const option = `keys.${kind}`
  const before = readText(option, file.path)
  // Places are counted in what was read before: they must not mean other keys by now.
  if (String(keyIds(parseKeys(keys, { [kind]: before }), kind)) !== String(keyIds(keys, kind))) {
    throw new ConfigurationError(option, `${file.path} was changed meanwhile; nothing was written`)
  }
  const after = withKeys(before, file, kind, add, keeps)
  parseKeys(keys, { [kind]: after })
  replaceFile(option, file.path, before, after)
}

function readText(option: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new ConfigurationError(option, `cannot read ${path}`, { cause })
  }
}

const timeOf = (at: Instant): string =>
  dateOf(at)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')

const WORK = {
  signing: 'signs',
  cookies: 'signs cookies',
  sealing: 'seals',
} as const satisfies Record<KeyKind, string>

function textOf(
  kind: KeyKind,
  ids: readonly string[],
  path: string,
  from: string | undefined,
  dropOld: boolean,
): string {
  const names = ids.map((id) => `"${id}"`).join(', ')
  const when =
    from === undefined
      ? 'as soon as a server has read it, in 10 seconds or on SIGHUP'
      : `from ${from}: until then distribute the file to all servers`
  const old = dropOld
    ? 'The others are gone.'
    : {
        signing: 'It is published immediately, and so are the old ones until you run "keys prune".',
        cookies: 'The old ones are still understood until you run "keys prune".',
        sealing:
          'What the old ones sealed is sealed again in the background, or by "keys rewrap"; then "keys prune".',
      }[kind]
  return `added ${names} to ${path}; it ${WORK[kind]} ${when}\n${old}`
}

/** The one thing that must not be done in a hurry: every device would be lost. */
const sealedStillNeeds = (): Answer =>
  declined(
    'secrets_sealed',
    `secrets are sealed with the old key, and would be lost with it. Instead:
  oidc-step-up keys rotate sealing --now
  oidc-step-up keys rewrap            when all servers have the file
  oidc-step-up keys prune sealing --now
Whoever has the old key and a copy of the store knows the secrets that were in it: "devices reset" for these accounts.`,
  )

function notInFile(
  kind: KeyKind,
  where: string,
  made: readonly WrittenKey[],
  dropOld: boolean,
  change: string | undefined,
): Answer {
  const written = made.map(wordOf)
  const place = dropOld ? 'instead of the others' : 'in front of the others'
  return declined(
    'not_in_file',
    `keys.${kind} comes from ${where}, which this command cannot write. Put this there, ${place}:\n${written.join('\n')}${change === undefined ? '' : `\n${change}`}`,
    { kind, keys: made },
  )
}
