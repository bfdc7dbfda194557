import { deepEqual, equal } from 'node:assert/strict'
import { createAccountId } from '../../kernel/ids.ts'
import { plusSeconds } from '../../kernel/instant.ts'
import type { ActivityStore } from '../../audit/activity-store.ts'
import { NOW } from './authenticator-samples.ts'
import {
  concurrently,
  propertiesOf,
  type ConformanceProperty,
  type OpenTwoHandles,
} from './property.ts'

/** Every sentence of `ActivityStore`, through two handles on one database. */
export const activityStoreConformance = (
  open: OpenTwoHandles<ActivityStore>,
): readonly ConformanceProperty[] =>
  propertiesOf(open, {
    'entries come back as they were added, the newest first': async ({ first, second }) => {
      const accountId = createAccountId()
      const texts = ['{"a":1}', '', '“ü” \u0000 line\nfeed']
      for (const [index, text] of texts.entries()) {
        await (index % 2 ? second : first).add(accountId, plusSeconds(NOW, index), text)
      }
      const listed = await second.list(accountId, undefined, 10)
      deepEqual(
        listed.map(({ at, entry }) => [at, entry]),
        texts.map((text, index) => [plusSeconds(NOW, index), text]).toReversed(),
      )
    },

    'of 100 concurrent additions every one is kept, at a place of its own': async (handles) => {
      const accountId = createAccountId()
      await concurrently(handles, 100, async (store, index) =>
        store.add(accountId, NOW, String(index)),
      )
      const listed = await handles.first.list(accountId, undefined, 200)
      equal(new Set(listed.map(({ entry }) => entry)).size, 100)
      equal(new Set(listed.map(({ place }) => place)).size, 100)
    },

    'pages follow each other without a gap or a repetition, whatever is added meanwhile': async ({
      first,
      second,
    }) => {
      const accountId = createAccountId()
      for (let number = 0; number < 25; number += 1) await first.add(accountId, NOW, `${number}`)
      const seen: string[] = []
      let before: number | undefined
      for (let page = 0; page < 3; page += 1) {
        const listed = await second.list(accountId, before, 10)
        await first.add(accountId, NOW, 'meanwhile')
        seen.push(...listed.map(({ entry }) => entry))
        before = listed.at(-1)?.place
      }
      deepEqual(
        seen,
        Array.from({ length: 25 }, (_, index) => `${24 - index}`),
      )
      deepEqual(await second.list(accountId, before, 10), [])
    },

    'an account sees its own entries alone': async ({ first }) => {
      const [mine, other] = [createAccountId(), createAccountId()]
      await first.add(mine, NOW, 'mine')
      await first.add(other, NOW, 'other')
      deepEqual(
        (await first.list(mine, undefined, 10)).map(({ entry }) => entry),
        ['mine'],
      )
      deepEqual(await first.list(createAccountId(), undefined, 10), [])
    },

    'nothing that is added leaves nothing': async (handles) => {
      const accountId = createAccountId()
      await handles.first.add(accountId, NOW, 'mine')
      await concurrently(handles, 20, async (store) => store.addNothing(NOW, 'nothing'))
      equal((await handles.second.list(accountId, undefined, 10)).length, 1)
    },
  })
