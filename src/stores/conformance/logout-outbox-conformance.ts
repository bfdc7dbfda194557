import { deepEqual, equal } from 'node:assert/strict'
import type { LogoutOutbox, NewLogoutNotice } from '../../people/logout-outbox.ts'
import { createAccountId, createLogoutNoticeId } from '../../kernel/ids.ts'
import { plusSeconds } from '../../kernel/instant.ts'
import { NOW } from './authenticator-samples.ts'
import {
  concurrently,
  countOf,
  propertiesOf,
  type ConformanceProperty,
  type OpenTwoHandles,
} from './property.ts'

const LEASE = plusSeconds(NOW, 60)

const newNotice = (age = 0): NewLogoutNotice => ({
  id: createLogoutNoticeId(),
  clientId: 'shop "ä"',
  accountId: createAccountId(),
  sid: 'a-session',
  createdAt: plusSeconds(NOW, -age),
})

/** Every sentence of `LogoutOutbox`, through two handles on one database. */
export const logoutOutboxConformance = (
  open: OpenTwoHandles<LogoutOutbox>,
): readonly ConformanceProperty[] =>
  propertiesOf(open, {
    'a notice is due at once, and claimed as it was added': async ({ first, second }) => {
      const { sid: _, ...unnamed } = newNotice(1)
      for (const notice of [unnamed, newNotice()]) {
        await first.add(notice)
        deepEqual(await second.claim(NOW, LEASE), { ...notice, attempts: 1 })
      }
    },

    'of 60 concurrent claims of 20 notices each notice goes to exactly one': async (handles) => {
      const notices = Array.from({ length: 20 }, () => newNotice())
      for (const notice of notices) await handles.first.add(notice)
      const claims = await concurrently(handles, 60, async (store) => store.claim(NOW, LEASE))
      equal(countOf(claims, undefined), 40)
      const claimed = claims.flatMap((claim) => (claim ? [claim.id] : []))
      deepEqual(claimed.toSorted(), notices.map(({ id }) => id).toSorted())
    },

    'the notice that is longest due is claimed first': async ({ first, second }) => {
      const [newest, oldest] = [newNotice(), newNotice(20)]
      for (const notice of [newest, oldest]) await first.add(notice)
      equal((await second.claim(NOW, LEASE))?.id, oldest.id)
      equal((await second.claim(NOW, LEASE))?.id, newest.id)
    },

    'a notice that its adder has claimed is nobody else’s before that ends': async (handles) => {
      const notice = newNotice()
      await handles.first.add(notice, LEASE)
      equal(await handles.second.claim(plusSeconds(LEASE, -1), LEASE), undefined)
      const again = await concurrently(handles, 10, async (store) =>
        store.claim(LEASE, plusSeconds(LEASE, 60)),
      )
      equal(countOf(again, undefined), 9)
      deepEqual(
        again.find((claim) => claim),
        { ...notice, attempts: 2 },
      )
    },

    'an adder puts off what it has claimed, and nobody what was claimed since': async (handles) => {
      const { first, second } = handles
      const notice = newNotice()
      await first.add(notice, LEASE)
      const dueAt = plusSeconds(NOW, 10)
      equal(await first.later({ id: notice.id, attempts: 1 }, dueAt), true)
      equal(await second.claim(plusSeconds(dueAt, -1), LEASE), undefined)
      equal((await second.claim(dueAt, LEASE))?.attempts, 2)
      equal(await first.later({ id: notice.id, attempts: 1 }, NOW), false)
      equal(await first.claim(plusSeconds(LEASE, -1), LEASE), undefined)
    },

    'a notice that is done is claimed and put off no more': async ({ first, second }) => {
      const notice = newNotice()
      await first.add(notice)
      const claim = await first.claim(NOW, LEASE)
      equal(await second.done(notice.id), true)
      equal(await first.done(notice.id), false)
      equal(claim && (await first.later(claim, NOW)), false)
      equal(await first.claim(plusSeconds(LEASE, 1), plusSeconds(LEASE, 60)), undefined)
    },
  })
