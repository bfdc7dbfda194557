import { deepEqual, equal } from 'node:assert/strict'
import type { AdapterPayload } from 'oidc-provider'
import type { ArtefactStore } from './artefact-index-conformance.ts'
import { FORMER_IDS_UNTIL } from '../../people/payload-keys.ts'
import {
  concurrently,
  propertiesOf,
  type ConformanceProperty,
  type OpenTwoHandles,
} from './property.ts'

const HOUR = 3600
/** Milliseconds for which a former id is to be understood in these properties. */
const MINUTE = 60_000
const UID = 'uid'
const BEFORE: AdapterPayload = { uid: UID, accountId: 'ann', acr: 'urn:step-up:1fa' }
const AFTER: AdapterPayload = { uid: UID, accountId: 'ann', acr: 'urn:step-up:2fa' }

const sessionsOf = (store: ArtefactStore) => store.adapter('Session')

/**
 * Sessions are read at a request's beginning and written back at its end. These are the races that
 * this loses unless the store remembers which sessions are dead.
 */
export const sessionConformance = (
  open: OpenTwoHandles<ArtefactStore>,
): readonly ConformanceProperty[] =>
  propertiesOf(open, {
    'a session is written again and again under its id': async ({ first, second }) => {
      await sessionsOf(first).upsert('id', BEFORE, HOUR)
      await sessionsOf(second).upsert('id', AFTER, HOUR)
      deepEqual(await sessionsOf(first).find('id'), AFTER)
      deepEqual(await sessionsOf(first).findByUid(UID), AFTER)
    },

    'a slow request does not write back the id that a step-up replaced': async ({
      first,
      second,
    }) => {
      await sessionsOf(first).upsert('old', BEFORE, HOUR)
      // The step-up rotates the id: the library destroys the old one and writes the new one.
      await sessionsOf(second).destroy('old')
      await sessionsOf(second).upsert('new', AFTER, HOUR)
      await sessionsOf(first).upsert('old', BEFORE, HOUR)
      equal(await sessionsOf(first).find('old'), undefined)
      deepEqual(await sessionsOf(first).find('new'), AFTER)
      deepEqual(await sessionsOf(first).findByUid(UID), AFTER)
    },

    'nor when it ends between the destroying and the writing': async ({ first, second }) => {
      await sessionsOf(first).upsert('old', BEFORE, HOUR)
      await sessionsOf(second).destroy('old')
      await sessionsOf(first).upsert('old', BEFORE, HOUR)
      equal(await sessionsOf(first).findByUid(UID), undefined)
      await sessionsOf(second).upsert('new', AFTER, HOUR)
      equal(await sessionsOf(first).find('old'), undefined)
      deepEqual(await sessionsOf(first).findByUid(UID), AFTER)
    },

    'an id is dead even if it was destroyed before it was first written': async ({
      first,
      second,
    }) => {
      await sessionsOf(second).destroy('id')
      await sessionsOf(first).upsert('id', BEFORE, HOUR)
      equal(await sessionsOf(second).find('id'), undefined)
    },

    'a session that was short-lived when it was destroyed is not written back either': async ({
      first,
      second,
    }) => {
      await sessionsOf(first).upsert('id', BEFORE, -2)
      await sessionsOf(second).destroy('id')
      await sessionsOf(first).upsert('id', BEFORE, HOUR)
      equal(await sessionsOf(first).find('id'), undefined)
    },

    'of two ids that overlapping requests gave one session only the newest lives': async ({
      first,
      second,
    }) => {
      await sessionsOf(first).upsert('old', BEFORE, HOUR)
      await sessionsOf(first).destroy('old')
      await sessionsOf(second).destroy('old')
      await sessionsOf(first).upsert('one', AFTER, HOUR)
      await sessionsOf(second).upsert('two', AFTER, HOUR)
      equal(await sessionsOf(first).find('one'), undefined)
      deepEqual(await sessionsOf(first).find('two'), AFTER)
      await sessionsOf(first).upsert('one', AFTER, HOUR)
      equal(await sessionsOf(second).find('one'), undefined)
      deepEqual(await sessionsOf(second).findByUid(UID), AFTER)
    },

    'of 50 ids written at once exactly one lives, and none once it is destroyed': async (
      handles,
    ) => {
      await concurrently(handles, 50, async (store, index) =>
        sessionsOf(store).upsert(`id ${index}`, AFTER, HOUR),
      )
      const alive = await livingIds(handles.first)
      equal(alive.length, 1)
      await sessionsOf(handles.second).destroy(alive[0] ?? '')
      await concurrently(handles, 50, async (store, index) =>
        sessionsOf(store).upsert(`id ${index}`, AFTER, HOUR),
      )
      deepEqual(await livingIds(handles.second), [])
      equal(await sessionsOf(handles.first).findByUid(UID), undefined)
    },

    'a request that overlaps logout does not undo it, under no id': async ({ first, second }) => {
      await sessionsOf(first).upsert('id', AFTER, HOUR)
      await second.endSession(UID)
      equal(await sessionsOf(first).find('id'), undefined)
      equal(await sessionsOf(first).findByUid(UID), undefined)
      await sessionsOf(first).upsert('id', AFTER, HOUR)
      await sessionsOf(first).upsert('another', AFTER, HOUR)
      equal(await sessionsOf(second).find('id'), undefined)
      equal(await sessionsOf(second).find('another'), undefined)
      equal(await sessionsOf(second).findByUid(UID), undefined)
    },

    'ending a session while 50 requests write it leaves nothing of it': async (handles) => {
      await concurrently(handles, 50, async (store, index) =>
        index === 20
          ? store.endSession(UID)
          : sessionsOf(store).upsert(index % 3 ? 'id 0' : `id ${index}`, AFTER, HOUR),
      )
      deepEqual(await livingIds(handles.first), [])
      equal(await sessionsOf(handles.second).findByUid(UID), undefined)
    },

    'a session can be ended before it was first written, and twice': async ({ first, second }) => {
      await first.endSession(UID)
      await second.endSession(UID)
      await sessionsOf(second).upsert('id', AFTER, HOUR)
      equal(await sessionsOf(first).find('id'), undefined)
    },

    'other sessions go on, those of the same account included': async ({ first, second }) => {
      const other: AdapterPayload = { uid: 'other', accountId: 'ann' }
      await sessionsOf(first).upsert('other', other, HOUR)
      await sessionsOf(first).upsert('id', AFTER, HOUR)
      await second.endSession(UID)
      await sessionsOf(second).upsert('other', other, HOUR)
      deepEqual(await sessionsOf(first).find('other'), other)
      // After logout the same browser begins a session of its own.
      await sessionsOf(first).upsert('fresh', { uid: 'fresh' }, HOUR)
      deepEqual(await sessionsOf(second).find('fresh'), { uid: 'fresh' })
    },

    'an id that was passed on leads to the session, as it is by then, and cannot be written':
      async ({ first, second }) => {
        await sessionsOf(first).upsert('old', BEFORE, HOUR)
        const passed = passedOn()
        await sessionsOf(first).upsert('new', passed, HOUR)
        deepEqual(await sessionsOf(second).find('old'), passed)
        await sessionsOf(second).upsert('old', BEFORE, HOUR)
        deepEqual(await sessionsOf(first).find('old'), passed)
        const later = { ...passed, seen: 'later' }
        await sessionsOf(first).upsert('new', later, HOUR)
        deepEqual(await sessionsOf(second).find('old'), later)
        deepEqual(await sessionsOf(second).find('new'), later)
      },

    'but not for longer than was said, however often the session is written': async ({
      first,
      second,
    }) => {
      await sessionsOf(first).upsert('old', BEFORE, HOUR)
      const over = passedOn(-1)
      await sessionsOf(first).upsert('new', over, HOUR)
      equal(await sessionsOf(second).find('old'), undefined)
      // Said too late: what is dead leads nowhere.
      await sessionsOf(second).upsert('new', passedOn(), HOUR)
      equal(await sessionsOf(first).find('old'), undefined)
    },

    'nor once the session has ended, or was destroyed': async ({ first, second }) => {
      await sessionsOf(first).upsert('old', BEFORE, HOUR)
      await sessionsOf(first).upsert('new', passedOn(), HOUR)
      await second.endSession(UID)
      equal(await sessionsOf(first).find('old'), undefined)
      await sessionsOf(second).upsert('new', passedOn(), HOUR)
      equal(await sessionsOf(first).find('old'), undefined)

      const other = { ...passedOn(), uid: 'other' }
      await sessionsOf(first).upsert('its old', { uid: 'other', accountId: 'ann' }, HOUR)
      await sessionsOf(first).upsert('its new', other, HOUR)
      await sessionsOf(second).destroy('its new')
      equal(await sessionsOf(first).find('its old'), undefined)
    },

    'nor once it has another id that was not passed on to: a sign-in, or a step-up': async ({
      first,
      second,
    }) => {
      await sessionsOf(first).upsert('old', BEFORE, HOUR)
      await sessionsOf(first).upsert('new', passedOn(), HOUR)
      await sessionsOf(second).destroy('new')
      await sessionsOf(second).upsert('newest', AFTER, HOUR)
      equal(await sessionsOf(first).find('old'), undefined)
      equal(await sessionsOf(first).find('new'), undefined)
      deepEqual(await sessionsOf(first).find('newest'), AFTER)
    },

    'of two ids that one was passed on to at once, either leads to the session': async ({
      first,
      second,
    }) => {
      await sessionsOf(first).upsert('old', BEFORE, HOUR)
      const passed = passedOn()
      await sessionsOf(first).upsert('one', passed, HOUR)
      await sessionsOf(second).upsert('two', passed, HOUR)
      for (const id of ['old', 'one', 'two']) deepEqual(await sessionsOf(first).find(id), passed)
    },

    'only sessions are remembered: another model’s artefact can be written again': async ({
      first,
      second,
    }) => {
      await first.adapter('Interaction').upsert('id', { cid: 'a' }, HOUR)
      await second.adapter('Interaction').destroy('id')
      await first.adapter('Interaction').upsert('id', { cid: 'b' }, HOUR)
      deepEqual(await second.adapter('Interaction').find('id'), { cid: 'b' })
      await sessionsOf(second).destroy('id')
      deepEqual(await first.adapter('Interaction').find('id'), { cid: 'b' })
    },
  })

/** What the ids lead to that it replaces. Until when is told by the wall clock, as every store's is. */
const passedOn = (life = MINUTE): AdapterPayload => ({
  ...AFTER,
  [FORMER_IDS_UNTIL]: Date.now() + life,
})

async function livingIds(store: ArtefactStore): Promise<readonly string[]> {
  const living: string[] = []
  for (let index = 0; index < 50; index += 1) {
    if (await sessionsOf(store).find(`id ${index}`)) living.push(`id ${index}`)
  }
  return living
}
