import { strict as assert } from 'node:assert'
import { setTimeout as sleep } from 'node:timers/promises'
import * as client from 'openid-client'
import type { Page } from './browser.ts'
import type { Fleet } from './fleet.ts'
import type { Device, Person } from './person.ts'
import { relyingParty, type RelyingParty, type Tokens } from './relying-party.ts'
import { silently, stepOf, visit } from './visit.ts'

/** Somebody whose sign-in got its answer: it has to hold. */
interface Answered {
  readonly person: Person
  readonly tokens: Tokens
}

/** A sign-in that did not: what the person saw, and when. */
interface Failed {
  readonly saw: string
  readonly at: number
}

/** People who sign in, one after another at each of some places, until they are told to stop. */
export interface Load {
  readonly answered: readonly Answered[]
  readonly failed: readonly Failed[]
  /** Resolves when nobody is under way any more. @throws Error of whatever nobody may meet */
  stop(): Promise<void>
}

/** What somebody meets whose node ended before it answered: nginx' words, or a page that says begin again. */
class Interrupted extends Error {}

/** Milliseconds after which whoever was interrupted has to have got in. */
const PATIENCE = 30_000

export async function startLoad(fleet: Fleet, places: number): Promise<Load> {
  const party = await relyingParty(fleet)
  const answered: Answered[] = []
  const failed: Failed[] = []
  const ended = new AbortController()
  const { signal } = ended

  async function place(): Promise<void> {
    while (!signal.aborted) {
      const { person, phone } = await fleet.somebody()
      let device = phone
      const deadline = Date.now() + PATIENCE
      for (let visitor = person; ; visitor = person.elsewhere()) {
        try {
          answered.push({ person: visitor, tokens: await signInOnce(visitor, device, party) })
          break
        } catch (error) {
          if (!(error instanceof Interrupted)) throw error
          failed.push({ saw: error.message, at: Date.now() })
          assert.ok(Date.now() < deadline, `nobody gets in any more: ${error.message}`)
          await sleep(250)
          // The code may have been used, although the answer was lost.
          device = await fleet.addDevice(person.account.id, `Phone ${failed.length}`)
        }
      }
    }
  }

  const all = Promise.all(Array.from({ length: places }, place)).catch((error: unknown) => {
    ended.abort()
    throw error
  })
  all.catch(() => {})
  return {
    answered,
    failed,
    async stop() {
      ended.abort()
      await all
    },
  }
}

/** With password and code, as an ordinary sign-in; each page has to be what it is, or an interruption. */
async function signInOnce(person: Person, phone: Device, party: RelyingParty): Promise<Tokens> {
  const { request, page } = await visit(person, party)
  expectStep(page, 'password')
  expectStep(await person.giveName(), 'password')
  expectStep(await person.givePassword(), 'code')
  const { arrived, ...last } = await person.giveCode(phone.code())
  if (!arrived) throw interruption(last)
  return request.finish(arrived).catch((error: unknown) => {
    const { cause } = error as Error
    const status = cause instanceof Response ? cause.status : 0
    throw status >= 502 ? new Interrupted(`${status} instead of tokens`) : error
  })
}

function expectStep(page: Page, step: string): void {
  if (stepOf(page) !== step) throw interruption(page)
}

const interruption = ({ status, heading, errors, url }: Page): Error => {
  const saw = `${status} ${heading} ${errors.join()}`
  const told = [502, 504].includes(status) || [400, 410].includes(status)
  return told ? new Interrupted(saw) : new Error(`${saw} at ${new URL(url).pathname}`)
}

/** Every sign-in that got its answer holds: the session and the token, at whichever node. */
export async function assertKept(fleet: Fleet, answered: readonly Answered[]): Promise<void> {
  const party = await relyingParty(fleet)
  const left = [...answered]
  const look = async (): Promise<void> => {
    for (let one = left.pop(); one; one = left.pop()) {
      const { person, tokens } = one
      const { sub } = tokens.claims
      assert.equal(await silently(person, party), undefined)
      const info = await client.fetchUserInfo(party.configuration, tokens.accessToken, sub)
      assert.equal(info.sub, sub)
    }
  }
  await Promise.all(Array.from({ length: 8 }, look))
}

/** Milliseconds after a node was stopped in which somebody may notice. */
const NOTICED = 5000

/** Whoever was interrupted was so when a node ended, and not otherwise. */
export function assertExplained(failed: readonly Failed[], stops: readonly number[]): void {
  for (const { saw, at } of failed) {
    assert.ok(
      stops.some((stop) => at >= stop && at <= stop + NOTICED),
      `"${saw}", and no node was stopped`,
    )
  }
}
