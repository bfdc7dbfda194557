import { present } from '../kernel/typing.ts'
import { openAll } from '../kernel/sealing/rewrap.ts'
import { dateOf, systemClock } from '../kernel/instant.ts'
import type { Configuration, KeyKind } from '../server/config/configuration.ts'
import { nameOf } from '../server/keys/read-keys.ts'
import { keyLifetimes, scheduleOf } from '../server/keys/schedule.ts'
import { done, type Answer, declined } from './answer.ts'
import { consent } from './consent.ts'
import type { Io } from './io.ts'
import { overSecrets } from './key-secrets.ts'
import { changeFile } from './keys-rotate.ts'

export interface PruneOptions {
  readonly now?: boolean
  readonly yes?: boolean
}

/** What becomes of an old key, and why. */
interface Verdict {
  readonly kind: KeyKind
  readonly id: string
  readonly index: number
  /** Why it stays; absent where it can go. */
  readonly stays?: string
}

export async function pruneKeys(
  io: Io,
  configuration: Configuration,
  kinds: readonly KeyKind[],
  options: PruneOptions,
): Promise<Answer> {
  const verdicts = kinds.flatMap((kind) => judge(configuration, kind, options.now === true))
  const checked = await sparingWhatSeals(io, configuration, verdicts)
  if ('exit' in checked) return checked
  const going = checked.filter(({ stays }) => stays === undefined)
  const staying = checked.filter(({ stays }) => stays !== undefined)
  const reasons = staying.map(({ kind, id, stays }) => `${kind} key "${id}" stays: ${stays ?? ''}`)
  if (going.length === 0) {
    return done(['no key can go', ...reasons].join('\n'), { pruned: [], staying: tell(staying) })
  }
  const names = going.map(({ kind, id }) => `${kind} key "${id}"`).join(', ')
  const refusal = await consent(io, options, questionOf(configuration, going, names))
  if (refusal) return refusal
  for (const kind of kinds) {
    const source = configuration.keys.sources?.[kind]
    const places = going.filter((one) => one.kind === kind).map(({ index }) => index)
    if (places.length === 0 || (source?.kind !== 'file' && source?.kind !== 'development')) continue
    changeFile(configuration, kind, source, [], (index) => !places.includes(index))
  }
  return done([`took out ${names}`, ...reasons].join('\n'), {
    pruned: tell(going),
    staying: tell(staying),
  })
}

const tell = (verdicts: readonly Verdict[]): object[] =>
  verdicts.map(({ kind, id, stays }) => ({ kind, id, ...(stays !== undefined && { stays }) }))

function judge(configuration: Configuration, kind: KeyKind, all: boolean): Verdict[] {
  const { keys } = configuration
  const now = systemClock()
  const source = keys.sources?.[kind] ?? { kind: 'written' }
  return scheduleOf(keys, kind, keyLifetimes(configuration), now).flatMap((key, index) => {
    if (key.state !== 'old') return []
    const { id, neededUntil } = key
    const stays = (): string | undefined => {
      if (source.kind !== 'file' && source.kind !== 'development') {
        return `it comes from ${nameOf(source)}, where you can remove it`
      }
      if (all) return undefined
      if (neededUntil === undefined) {
        return 'the key in front of it does not say since when it is used; --now removes this one all the same'
      }
      return neededUntil > now ? `needed until ${dateOf(neededUntil).toISOString()}` : undefined
    }
    const reason = stays()
    return [{ kind, id, index, ...present({ stays: reason }) }]
  })
}

/** A sealing key goes only when no secret needs it, whatever the clock says. */
async function sparingWhatSeals(
  io: Io,
  configuration: Configuration,
  verdicts: readonly Verdict[],
): Promise<readonly Verdict[] | Answer> {
  const concerned = verdicts.some(({ kind, stays }) => kind === 'sealing' && stays === undefined)
  if (!concerned) return verdicts
  const census = await overSecrets(io, configuration, 'looked at', openAll)
  if (census.unreadable.length > 0) {
    return declined(
      'secrets_unreadable',
      `${census.unreadable.length} secrets do not open: see "keys verify"; no key was taken out`,
    )
  }
  return verdicts.map((verdict) => {
    const count = verdict.kind === 'sealing' ? census.byKey.get(verdict.id) : undefined
    if (!count || verdict.stays !== undefined) return verdict
    return { ...verdict, stays: `${count} secrets are sealed with it: run "keys rewrap"` }
  })
}

function questionOf(
  { signInPage, keys }: Configuration,
  going: readonly Verdict[],
  names: string,
): string {
  const last = keys.cookies.reveal().length - 1
  const decoys =
    signInPage === 'email-first-with-code' &&
    going.some(({ kind, index }) => kind === 'cookies' && index === last)
  const notes = [
    ...(decoys
      ? ['The pages that unknown names get are chosen again, which a stranger can see.']
      : []),
    ...(going.some(({ kind }) => kind === 'sealing')
      ? ['Backups from before need the sealing keys: keep them together.']
      : []),
  ]
  return [`Take out ${names}?`, ...notes].join(' ')
}
