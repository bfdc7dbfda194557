import { deepEqual, equal, ok } from 'node:assert/strict'
import type { AdapterPayload } from 'oidc-provider'
import type { AccountId } from '../../kernel/ids.ts'
import { NETWORK_KEY } from '../../people/payload-keys.ts'
import type { StoreLimits } from '../limits.ts'
import type { IndexedArtefacts } from './artefact-index-conformance.ts'
import {
  concurrently,
  propertiesOf,
  type ConformanceProperty,
  type OpenTwoHandles,
} from './property.ts'

/** What the handles are opened with: few, so that little has to be written. */
export const SMALL_LIMITS: StoreLimits = {
  interactionsPerNetwork: 5,
  anonymousInteractions: 12,
  sessionsPerAccount: 6,
}

const HOUR = 3600
const ANN = 'ann' as AccountId
const BOB = 'bob' as AccountId
const HERE = '192.0.2.0/24'
const THERE = '2001:db8:0:100::/56'

const begun = (network = HERE): AdapterPayload => ({ [NETWORK_KEY]: network, returnTo: 'back' })
const proved = (network = HERE): AdapterPayload => ({
  ...begun(network),
  step_up: { accountId: ANN, proofs: [] },
})
const session = (uid: string, accountId: AccountId, lastSeenAt: number): AdapterPayload => ({
  uid,
  accountId,
  lastSeenAt,
})

/** Handles that were opened with `SMALL_LIMITS`: what strangers and one account may have at once. */
export const limitsConformance = (
  open: OpenTwoHandles<IndexedArtefacts>,
): readonly ConformanceProperty[] => propertiesOf(open, { ...STRANGERS, ...SESSIONS })

type Checks = Parameters<typeof propertiesOf<IndexedArtefacts>>[1]

async function living(
  { adapter }: IndexedArtefacts,
  names: readonly string[],
): Promise<readonly string[]> {
  const found = await Promise.all(names.map((name) => adapter('Interaction').find(name)))
  return names.filter((_, index) => found[index])
}

const namesOf = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix} ${index}`)

/** One after the other, through either handle in turn. */
async function begin(
  { first, second }: { readonly first: IndexedArtefacts; readonly second: IndexedArtefacts },
  names: readonly string[],
  payload = begun(),
): Promise<void> {
  for (const [index, name] of names.entries()) {
    await (index % 2 ? second : first).adapter('Interaction').upsert(name, payload, HOUR)
    await aMoment()
  }
}

/** Ages are told in milliseconds. */
const aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2))

const STRANGERS: Checks = {
  'of the sign-ins that nobody has answered a network has so many, and the oldest goes': async (
    handles,
  ) => {
    const names = namesOf('here', 8)
    await begin(handles, ['elsewhere'], begun(THERE))
    await begin(handles, names)
    deepEqual(await living(handles.second, names), names.slice(3))
    deepEqual(await living(handles.first, ['elsewhere']), ['elsewhere'])
  },

  'a request that was sent by POST counts as one of them': async ({ first, second }) => {
    const names = namesOf('posted', 4)
    await begin({ first, second }, names)
    await first.adapter('PostedRequest').upsert('own', begun(), HOUR)
    await aMoment()
    await second.adapter('Interaction').upsert('newest', begun(), HOUR)
    deepEqual(await living(first, [...names, 'newest']), [...names.slice(1), 'newest'])
    for (const name of namesOf('later', 5)) {
      await aMoment()
      await first.adapter('Interaction').upsert(name, begun(), HOUR)
    }
    equal(await second.adapter('PostedRequest').find('own'), undefined)
  },

  'all networks together have so many, and the oldest of all goes': async (handles) => {
    const names: string[] = []
    for (let network = 0; network < 5; network += 1) {
      const own = namesOf(`network ${network}`, 4)
      await begin(handles, own, begun(`192.0.${network}.0/24`))
      names.push(...own)
    }
    deepEqual(await living(handles.first, names), names.slice(8))
  },

  'one past its first factor is dropped by nobody, and takes nobody’s place': async (handles) => {
    const [own, ...others] = namesOf('here', 20)
    await begin(handles, [own ?? ''])
    await handles.second.adapter('Interaction').upsert(own ?? '', proved(), HOUR)
    const alike = [
      { ...begun(), session: { accountId: ANN, uid: 'u', cookie: 'c' } },
      { ...begun(), result: { login: { accountId: ANN } } },
    ]
    for (const [index, payload] of alike.entries()) {
      await handles.first.adapter('Interaction').upsert(`alike ${index}`, payload, HOUR)
    }
    await begin(handles, others)
    const kept = [own ?? '', 'alike 0', 'alike 1']
    deepEqual(await living(handles.first, kept), kept)
    equal((await living(handles.first, others)).length, 5)
  },

  'what is answered or destroyed makes room': async (handles) => {
    const names = namesOf('here', 5)
    await begin(handles, names)
    for (const name of names.slice(0, 2)) {
      await handles.first.adapter('Interaction').upsert(name, proved(), HOUR)
    }
    await handles.second.adapter('Interaction').destroy('here 2')
    const later = namesOf('later', 3)
    await begin(handles, later)
    const left = [...names.slice(0, 2), ...names.slice(3), ...later]
    deepEqual(await living(handles.second, [...names, ...later]), left)
    await begin(handles, ['one more'])
    deepEqual(
      await living(handles.first, left),
      left.filter((name) => name !== 'here 3'),
    )
  },

  'one that is written again is not the oldest any more, and counts once': async (handles) => {
    const names = namesOf('here', 5)
    await begin(handles, names)
    await begin(handles, names.slice(0, 1))
    deepEqual(await living(handles.first, names), names)
    await begin(handles, ['one more'])
    deepEqual(await living(handles.first, names), ['here 0', ...names.slice(2)])
  },

  'of 50 begun at once no more are left than there may be': async (handles) => {
    const names = namesOf('here', 50)
    await concurrently(handles, 50, async ({ adapter }, index) =>
      adapter('Interaction').upsert(names[index] ?? '', begun(), HOUR),
    )
    equal((await living(handles.first, names)).length, 5)
    await concurrently(handles, 50, async ({ adapter }, index) =>
      adapter('Interaction').upsert(`of all ${index}`, begun(`192.0.${index}.0/24`), HOUR),
    )
    equal((await living(handles.second, [...names, ...namesOf('of all', 50)])).length, 12)
  },

  'what has no network is counted by nobody': async (handles) => {
    const names = namesOf('without', 30)
    await begin(handles, names, { returnTo: 'back' })
    deepEqual(await living(handles.first, names), names)
  },
}

const uidsOf = async ({ artefacts }: IndexedArtefacts, accountId = ANN): Promise<string[]> =>
  (await artefacts.sessionsOf(accountId, 100))
    .map(({ uid = '' }) => uid)
    .toSorted((one, other) => (one < other ? -1 : 1))

const SESSIONS: Checks = {
  'an account has so many sessions, and the one unused longest ends for good': async (handles) => {
    const { first, second } = handles
    await first.adapter('Session').upsert('of bob', session('b', BOB, 1), HOUR)
    for (const [index, used] of [50, 30, 10, 40, 20, 60].entries()) {
      // How long one lives tells nothing of when it was used.
      const payload = session(`used ${used}`, ANN, used)
      await first.adapter('Session').upsert(`id ${index}`, payload, HOUR * (7 - index))
    }
    equal((await uidsOf(first)).length, 6)
    await second.adapter('Session').upsert('new', session('used 70', ANN, 70), HOUR)
    const left = ['used 20', 'used 30', 'used 40', 'used 50', 'used 60', 'used 70']
    deepEqual(await uidsOf(first), left)
    // A request that is under way does not bring it back.
    await first.adapter('Session').upsert('id 2', session('used 10', ANN, 80), HOUR)
    equal(await second.adapter('Session').find('id 2'), undefined)
    equal(await second.adapter('Session').findByUid('used 10'), undefined)
    deepEqual(await uidsOf(first), left)
    deepEqual(await uidsOf(first, BOB), ['b'])
  },

  'a session that is written never ends itself, and no other where it was there before': async ({
    first,
    second,
  }) => {
    for (const uid of ['a', 'b', 'c', 'd', 'e', 'f']) {
      await first.adapter('Session').upsert(uid, session(uid, ANN, 10), HOUR)
    }
    await second.adapter('Session').upsert('a', session('a', ANN, 0), HOUR)
    deepEqual(await uidsOf(first), ['a', 'b', 'c', 'd', 'e', 'f'])
    await second.adapter('Session').upsert('g', session('g', ANN, 0), HOUR)
    const left = await uidsOf(first)
    equal(left.length, 6)
    ok(left.includes('g'))
    ok(!left.includes('a'))
  },

  'of 50 sessions that one account begins at once no more are left than it may have': async (
    handles,
  ) => {
    await concurrently(handles, 50, async ({ adapter }, index) =>
      adapter('Session').upsert(`id ${index}`, session(`u ${index}`, ANN, index), HOUR),
    )
    // Two that each spare their own may end one too many.
    const { length } = await uidsOf(handles.first)
    ok(length <= 6 && length >= 4, `${length} are left`)
    equal(await handles.second.artefacts.countSessions(ANN), length)
  },

  'sessions are ended so many at a time, but for one, and each is told to one': async (handles) => {
    const { first, second } = handles
    for (const uid of ['a', 'b', 'c', 'd', 'e', 'f']) {
      await first.adapter('Session').upsert(uid, session(uid, ANN, 10), HOUR)
    }
    await first.adapter('Session').upsert('of bob', session('of bob', BOB, 1), HOUR)
    equal((await second.artefacts.endSessionsOf(ANN, 2, 'c')).length, 2)
    equal(await first.artefacts.countSessions(ANN), 4)
    const results = await concurrently(handles, 20, async ({ artefacts }) =>
      artefacts.endSessionsOf(ANN, 10, 'c'),
    )
    equal(results.flat().length, 3)
    deepEqual(await uidsOf(first), ['c'])
    deepEqual(await first.artefacts.endSessionsOf(ANN, 10, 'c'), [])
    deepEqual(
      (await second.artefacts.endSessionsOf(ANN, 10)).map(({ uid }) => uid),
      ['c'],
    )
    equal(await second.adapter('Session').find('c'), undefined)
    deepEqual(await uidsOf(first, BOB), ['of bob'])
  },
}
