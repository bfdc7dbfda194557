import { deepEqual, equal } from 'node:assert/strict'
import { createAccountId, createMailId } from '../../kernel/ids.ts'
import { plusSeconds } from '../../kernel/instant.ts'
import type { NewMail, OutboxStore } from '../../mail/outbox-store.ts'
import { NOW } from './authenticator-samples.ts'
import {
  concurrently,
  countOf,
  propertiesOf,
  type ConformanceProperty,
  type OpenTwoHandles,
} from './property.ts'

const LEASE = plusSeconds(NOW, 60)

const newMail = (age = 0): NewMail => ({
  id: createMailId(),
  accountId: createAccountId(),
  sealed: { keyId: 'key-1', bytes: Uint8Array.from([0, 1, 2, 127, 128, 255]) },
  createdAt: plusSeconds(NOW, -age),
})

async function waiting(store: OutboxStore, count = 1): Promise<readonly NewMail[]> {
  const mails = Array.from({ length: count }, () => newMail())
  for (const mail of mails) await store.add(mail)
  return mails
}

/** Every sentence of `OutboxStore`, through two handles on one database. */
export const outboxStoreConformance = (
  open: OpenTwoHandles<OutboxStore>,
): readonly ConformanceProperty[] =>
  propertiesOf(open, {
    'a mail is due at once, and claimed as it was added': async ({ first, second }) => {
      const [mail] = await waiting(first)
      deepEqual(await second.claim(NOW, LEASE), { ...mail, attempts: 1 })
    },

    'of 60 concurrent claims of 20 mails each mail goes to exactly one': async (handles) => {
      const mails = await waiting(handles.first, 20)
      const claims = await concurrently(handles, 60, async (store) => store.claim(NOW, LEASE))
      equal(countOf(claims, undefined), 40)
      const claimed = claims.flatMap((claim) => (claim ? [claim.id] : []))
      deepEqual(claimed.toSorted(), mails.map(({ id }) => id).toSorted())
    },

    'the mail that is longest due is claimed first': async ({ first, second }) => {
      const [newest, oldest, middle] = [newMail(0), newMail(20), newMail(10)]
      for (const mail of [newest, oldest, middle]) await first.add(mail)
      const order = []
      for (let claims = 0; claims < 3; claims += 1) order.push(await second.claim(NOW, LEASE))
      deepEqual(
        order.map((claim) => claim?.id),
        [oldest.id, middle.id, newest.id],
      )
    },

    'a mail is nobody else’s before its claim ends, and due again then': async (handles) => {
      const [mail] = await waiting(handles.first)
      await handles.first.claim(NOW, LEASE)
      equal(await handles.second.claim(plusSeconds(LEASE, -1), LEASE), undefined)
      const again = await concurrently(handles, 10, async (store) =>
        store.claim(LEASE, plusSeconds(LEASE, 60)),
      )
      equal(countOf(again, undefined), 9)
      deepEqual(
        again.find((claim) => claim),
        { ...mail, attempts: 2 },
      )
    },

    'a mail that is done is claimed no more': async ({ first, second }) => {
      await waiting(first)
      const claim = await first.claim(NOW, LEASE)
      equal(claim && (await second.done(claim.id)), true)
      equal(await first.claim(plusSeconds(LEASE, 1), LEASE), undefined)
      equal(claim && (await first.done(claim.id)), false)
    },

    'a mail that was put off is due when it was told, and not before': async ({
      first,
      second,
    }) => {
      await waiting(first)
      const claim = await first.claim(NOW, LEASE)
      const dueAt = plusSeconds(LEASE, 3600)
      equal(claim && (await second.later(claim, dueAt)), true)
      equal(await first.claim(plusSeconds(dueAt, -1), dueAt), undefined)
      equal((await first.claim(dueAt, plusSeconds(dueAt, 60)))?.attempts, 2)
    },

    'a mail that is held is due when it was told, and not before': async ({ first, second }) => {
      const mail = newMail()
      const dueAt = plusSeconds(NOW, 600)
      await first.add(mail, dueAt)
      equal(await second.claim(plusSeconds(dueAt, -1), LEASE), undefined)
      deepEqual(await second.claim(dueAt, plusSeconds(dueAt, 60)), { ...mail, attempts: 1 })
    },

    'a mail that was withdrawn is claimed by nobody, and withdrawn once': async (handles) => {
      const dueAt = plusSeconds(NOW, 600)
      const [mail, other] = [newMail(), newMail()]
      for (const each of [mail, other]) await handles.first.add(each, dueAt)
      const withdrawn = await concurrently(handles, 10, async (store) => store.withdraw(mail.id))
      equal(countOf(withdrawn, true), 1)
      const claimed = [1, 2].map(async () => handles.second.claim(dueAt, plusSeconds(dueAt, 60)))
      deepEqual(
        (await Promise.all(claimed)).flatMap((claim) => claim?.id ?? []),
        [other.id],
      )
    },

    'of a withdrawal and many claims at once exactly one has the mail': async (handles) => {
      for (let round = 0; round < 10; round += 1) {
        const mail = newMail()
        await handles.first.add(mail)
        const had = await concurrently(handles, 9, async (store, index) =>
          index === 4 ? store.withdraw(mail.id) : (await store.claim(NOW, LEASE)) !== undefined,
        )
        equal(countOf(had, true), 1)
        await handles.first.done(mail.id)
      }
    },

    'a mail that was claimed is not withdrawn, whether or not it was sent': async (handles) => {
      const [mail] = await waiting(handles.first)
      const claim = await handles.first.claim(NOW, LEASE)
      equal(mail && (await handles.second.withdraw(mail.id)), false)
      equal(claim && (await handles.first.later(claim, LEASE)), true)
      equal(mail && (await handles.second.withdraw(mail.id)), false)
      equal((await handles.first.claim(LEASE, plusSeconds(LEASE, 60)))?.attempts, 2)
    },

    'whoever claims one that was claimed before has it alone: the first puts nothing off': async ({
      first,
      second,
    }) => {
      await waiting(first)
      const late = await first.claim(NOW, LEASE)
      const end = plusSeconds(LEASE, 60)
      const claim = await second.claim(LEASE, end)
      equal(late && (await first.later(late, NOW)), false)
      equal(await first.claim(plusSeconds(end, -1), end), undefined)
      equal(claim && (await second.later(claim, end)), true)
    },

    'it tells how many wait, and since when the first of them is due': async ({
      first,
      second,
    }) => {
      deepEqual(await first.waiting(NOW), { mails: 0, dueFor: 0 })
      for (const mail of [newMail(20), newMail(90)]) await first.add(mail)
      deepEqual(await second.waiting(NOW), { mails: 2, dueFor: 90 })
      // Claimed, it waits still, and is not due.
      const claim = await first.claim(NOW, LEASE)
      deepEqual(await second.waiting(NOW), { mails: 2, dueFor: 20 })
      if (claim) await first.done(claim.id)
      const other = await first.claim(NOW, LEASE)
      deepEqual(await second.waiting(NOW), { mails: 1, dueFor: 0 })
      if (other) await first.done(other.id)
      deepEqual(await second.waiting(plusSeconds(LEASE, 1)), { mails: 0, dueFor: 0 })
    },

    'a mail that is gone is put off by nobody': async ({ first }) => {
      await waiting(first)
      const claim = await first.claim(NOW, LEASE)
      if (claim) await first.done(claim.id)
      equal(claim && (await first.later(claim, NOW)), false)
      equal(await first.claim(LEASE, LEASE), undefined)
    },
  })
