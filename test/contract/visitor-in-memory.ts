import { strict as assert } from 'node:assert'
import type { Proof } from '../../src/assurance/index.ts'
import { createAccountId, type AccountId } from '../../src/kernel/ids.ts'
import { epochSeconds, plusSeconds, type Instant } from '../../src/kernel/instant.ts'
import { RECORD_KEY, addToRecord } from '../../src/oidc/chain.ts'
import { nextStepOf, type NextStep } from '../../src/sign-in/next-step.ts'
import { finish, finishWithError, loadFlow, withProofs } from '../../src/sign-in/flow.ts'
import { newAuthenticator } from '../../src/stores/conformance/authenticator-samples.ts'
import { proofOf } from '../support/proofs.ts'
import { Browser, type Page } from '../support/browser.ts'
import type { ProviderInMemory } from './provider-in-memory.ts'
import type { State } from './table.ts'
import type { Proved } from './truth.ts'

/** What the table calls a step. */
const STEPS: Partial<Record<NextStep['step'], keyof Proved | 'device'>> = {
  sign_in: 'password',
  code: 'code',
  enrolment: 'device',
}

/** Somebody with an account of their own and a browser. They type nothing: proofs are made as pages make them. */
export class Visitor {
  readonly id: AccountId = createAccountId()
  readonly proved: Proved = {}
  readonly browser: Browser
  readonly #at: ProviderInMemory

  private constructor(at: ProviderInMemory) {
    this.#at = at
    this.browser = new Browser(undefined, { fetch: at.fetch })
  }

  /** Their session is what a sign-in so long ago has left. */
  static async in(state: State, at: ProviderInMemory): Promise<Visitor> {
    const visitor = new Visitor(at)
    if (state === 'nobody') return visitor
    const last = plusSeconds(at.now(), state === 'old' ? -400 : -60)
    if (state === 'password') {
      await visitor.#beginSession([visitor.#prove('password', last)])
      return visitor
    }
    at.devices.set(visitor.id, [newAuthenticator(visitor.id, 'Phone')])
    const password = visitor.#prove('password', plusSeconds(last, -30))
    await visitor.#beginSession([password, visitor.#prove('code', last)])
    return visitor
  }

  async #beginSession(proofs: readonly Proof[]): Promise<void> {
    const { provider, issuer, koaContext } = this.#at
    const accountId = this.id
    const session = Object.assign(new provider.Session(), {
      accountId,
      [RECORD_KEY]: addToRecord(undefined, { accountId, proofs }, this.#at.now()),
    })
    await session.save(3600)
    const ctx = koaContext()
    ctx.cookies.set(provider.cookieName('session'), session.jti, { signed: true })
    for (const cookie of [ctx.response.get('Set-Cookie')].flat()) {
      this.browser.jar.setCookieSync(cookie, issuer)
    }
  }

  #prove(step: keyof Proved | 'device', at: Instant = this.#at.now()): Proof {
    this.proved[step === 'password' ? step : 'code'] = epochSeconds(at)
    if (step === 'password') return proofOf({ method: 'password', at })
    const enrolledJustNow = step === 'device'
    if (enrolledJustNow) this.#at.devices.set(this.id, [newAuthenticator(this.id, 'Phone')])
    const [device] = this.#at.devices.get(this.id) ?? []
    assert.ok(device, 'there is a device to give a code of')
    return proofOf({ method: 'totp', at, credential: device.id, enrolledJustNow })
  }

  /** Goes through interactions, and finds that they ask for these proofs and for no other. */
  async walk(first: Page, steps: readonly string[]): Promise<Page> {
    const left = [...steps]
    let page = first
    for (let uid = interactionOf(page); uid !== undefined; uid = interactionOf(page)) {
      page = await this.#interact(uid, left)
    }
    assert.deepEqual(left, [], 'all of it was asked')
    return page
  }

  async #interact(uid: string, left: string[]): Promise<Page> {
    const { provider, context, koaContext } = this.#at
    const [interaction, ctx] = [await provider.Interaction.find(uid), koaContext()]
    assert.ok(interaction)
    let walk = await loadFlow(provider, context, interaction, ctx)
    for (;;) {
      assert.ok(walk, 'the session that is stepped up lives')
      const next = nextStepOf(context.ladder, walk)
      if (next.step === 'granted') {
        assert.ok(walk.progress, 'nobody is shown a page for nothing')
        await finish(context, ctx, walk)
        break
      }
      if (next.step === 'error') {
        await finishWithError(ctx, interaction, next.error, next.description)
        break
      }
      const step = STEPS[next.step]
      assert.ok(step)
      assert.equal(step, left.shift() ?? 'nothing')
      if (step !== 'password') this.#at.advance(30)
      const proofs = [this.#prove(step)]
      walk = await withProofs(provider, context, walk, { accountId: this.id, proofs }, ctx)
    }
    return this.browser.open(interaction.returnTo)
  }
}

const interactionOf = ({ url }: Page): string | undefined =>
  /\/interaction\/([^/]+)$/.exec(new URL(url).pathname)?.[1]
