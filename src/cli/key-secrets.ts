import { openAll, rewrap } from '../kernel/sealing/rewrap.ts'
import type { SealedRecord, SealedSecrets } from '../kernel/sealing/sealed-secrets.ts'
import type { Sealer } from '../kernel/sealing/sealer.ts'
import { systemClock } from '../kernel/instant.ts'
import type { Configuration } from '../server/config/configuration.ts'
import { keysAt } from '../server/keys/in-use.ts'
import { openStore } from '../server/open-store.ts'
import { createSealer } from '../stores/sealing.ts'
import { done, type Answer, faulty } from './answer.ts'
import { table, type Io } from './io.ts'

/** Milliseconds between two words about how far it has come. */
const EVERY = 2000

type Flow<Progress> = (secrets: SealedSecrets, sealer: Sealer) => AsyncGenerator<Progress>

/** Walks over all secrets, tells how far it has come, and resolves the last that the walk said. */
export async function overSecrets<Progress extends { readonly seen: number }>(
  io: Io,
  configuration: Configuration,
  what: string,
  flow: Flow<Progress>,
): Promise<Progress> {
  const store = await openStore(configuration, { mustExist: true })
  try {
    const sealer = createSealer(keysAt(configuration.keys.sealing, systemClock()))
    let lastReport = systemClock()
    let last: Progress | undefined
    for await (const progress of flow(store.sealed, sealer)) {
      last = progress
      if (systemClock() < lastReport + EVERY) continue
      lastReport = systemClock()
      io.stderr.write(`${what} ${progress.seen} secrets so far\n`)
    }
    if (!last) throw new Error('there is always at least one page')
    return last
  } finally {
    await store.close()
  }
}

export async function rewrapSecrets(io: Io, configuration: Configuration): Promise<Answer> {
  const { seen, rewrapped, passed, unreadable } = await overSecrets(
    io,
    configuration,
    'looked at',
    rewrap,
  )
  const keyId = keysAt(configuration.keys.sealing, systemClock())[0]?.id
  const json = { keyId, seen, rewrapped, passed, unreadable: unreadable.map(asJson) }
  if (unreadable.length > 0) return doNotOpen(unreadable, json)
  const others = passed > 0 ? `; ${passed} changed meanwhile` : ''
  return done(
    `sealed ${rewrapped} of ${seen} secrets again: all are sealed with "${keyId}"${others}`,
    json,
  )
}

export async function verifySecrets(io: Io, configuration: Configuration): Promise<Answer> {
  const { seen, byKey, unreadable } = await overSecrets(io, configuration, 'opened', openAll)
  const { sealing } = configuration.keys
  const [used] = keysAt(sealing, systemClock())
  // A key that nothing is sealed with is told too: it is the one that can go.
  const ids = [...new Set([...sealing.map(({ id }) => id), ...byKey.keys()])]
  const rows = ids.map((id) => [
    id,
    String(byKey.get(id) ?? 0),
    id === used?.id ? 'in use' : sealing.some((key) => key.id === id) ? 'known' : 'unknown',
  ])
  const json = {
    seen,
    keys: Object.fromEntries(ids.map((id) => [id, byKey.get(id) ?? 0])),
    unreadable: unreadable.map(asJson),
  }
  const counts = table([['KEY', 'SECRETS', 'STATE'], ...rows])
  if (unreadable.length > 0) return doNotOpen(unreadable, json, counts)
  return done(`${counts}\n\nall ${seen} secrets open`, json)
}

/** Whose it is and what, for somebody to look after; never the secret. */
const asJson = ({ purpose, accountId, id, sealed: { keyId } }: SealedRecord): object => ({
  purpose,
  accountId,
  id,
  keyId,
})

function doNotOpen(unreadable: readonly SealedRecord[], json: object, counts = ''): Answer {
  const rows = unreadable.map(({ purpose, accountId, id, sealed }) => [
    purpose,
    accountId,
    id,
    sealed.keyId,
  ])
  const list = table([['WHAT', 'ACCOUNT', 'ID', 'KEY'], ...rows])
  const text = [counts, `${unreadable.length} secrets do not open:`, list].filter(Boolean)
  return faulty('secrets_unreadable', text.join('\n\n'), json)
}
