import { isDeepStrictEqual } from 'node:util'
import type { AccountId } from '../../src/kernel/ids.ts'
import type { Store } from '../../src/stores/store.ts'
import type { Entry } from './life.ts'

/** More than anybody gets here. */
const ALL = 999

/**
 * Sentences about changes of which only a part is there, or which are there twice. Of the last one, which may have been
 * begun alone, either all is there or nothing.
 *
 * @param addresses that the account was given, one after the other
 */
export async function findHalves(
  store: Store,
  accountId: AccountId,
  addresses: ReadonlyMap<string, Entry['stage']>,
): Promise<readonly string[]> {
  const begun = [...addresses.keys()]
  const acknowledged = [...addresses.values()].filter((stage) => stage === 'done').length
  const told = (await store.activity.list(accountId, undefined, ALL))
    .map(({ entry }) => (JSON.parse(entry) as { address: string }).address)
    .toReversed()
  const mails = await store.outbox.waitingFor(accountId)
  const email = (await store.accounts.find(accountId))?.email
  const found = await foundBy(store, accountId, begun)

  const kept = told.length
  const last = begun[kept - 1]
  const halves: string[] = []
  if (kept < acknowledged || !isDeepStrictEqual(told, begun.slice(0, kept))) {
    halves.push(`the history of ${accountId} is ${told.join()}, after ${begun.join()}`)
  }
  if (mails !== kept) halves.push(`for ${kept} changes of ${accountId} there are ${mails} mails`)
  if (email !== last) halves.push(`the address of ${accountId} is ${email}, and not ${last}`)
  if (!isDeepStrictEqual(found, last === undefined ? [] : [last])) {
    halves.push(`${accountId} is found by ${found.join()}, and not by ${last}`)
  }
  return halves
}

async function foundBy(
  store: Store,
  accountId: AccountId,
  addresses: readonly string[],
): Promise<readonly string[]> {
  const found: string[] = []
  for (const address of addresses) {
    const accounts = await store.accounts.listByEmail(address, ALL)
    if (accounts.some(({ account }) => account.id === accountId)) found.push(address)
  }
  return found
}
