import type { AccountId } from '../../src/kernel/ids.ts'

/** What somebody gave at a page that took it. */
export interface SeenProof {
  readonly accountId: AccountId
  readonly factor: 'password' | 'code'
  /** The device or the set of recovery codes; absent for a password. */
  readonly credential?: string
  /** Seconds since the epoch, on the server's clock. */
  readonly at: number
  /** How many times a new password had voided everything before. */
  readonly era: number
}

/** What a request demanded, as the relying party wrote it. */
export interface SeenRequest {
  readonly client: string
  /** The client's floor: its tokens are of the second class. */
  readonly floor: boolean
  /** Essential values. */
  readonly essential?: readonly string[]
  readonly maxAge?: number
  readonly login: boolean
}

/** What a token says. */
export interface SeenToken {
  readonly accountId: AccountId
  readonly acr: string | undefined
  readonly amr: readonly string[]
  readonly authTime: number | undefined
}

export const ONE = 'urn:step-up:1fa'
export const TWO = 'urn:step-up:2fa'

/** Seconds for which what was proved while a request is answered is not asked for again. */
const GRACE = 600

/** Seconds for which a browser is trusted. */
const TRUSTED = 30 * 86_400

/** What stands at this moment, as the store has it. */
export interface Standing {
  readonly disabled: boolean
  /** Devices that are confirmed, and the set of recovery codes. */
  readonly credentials: ReadonlySet<string>
}

export type Proofs = readonly SeenProof[]

/**
 * What the tests saw of proofs, session by session and interaction by interaction, and what follows for tokens. It knows
 * nothing of the program but what the documents promise.
 */
export class Model {
  /** A browser's session, by the account that it may be of. */
  readonly #sessions = new Map<string, Proofs>()
  /** Interactions by their uid; what follows one has its proofs. */
  readonly #chains = new Map<string, Proofs>()
  readonly #eras = new Map<AccountId, number>()
  /** Browsers that an account trusts, and with which factors it did. */
  readonly #trust = new Map<string, { readonly factors: string; readonly at: number }>()
  /** Time steps and recovery codes that were taken, which may happen once. */
  readonly #taken = new Set<string>()

  eraOf(accountId: AccountId): number {
    return this.#eras.get(accountId) ?? 0
  }

  /** A proof that a page took. @param chain the interaction that it was given in, where it was one */
  proved(browser: string, chain: string | undefined, proof: SeenProof): void {
    this.#add(this.#sessions, keyOf(browser, proof.accountId), [proof])
    if (chain !== undefined) this.#add(this.#chains, chain, [proof])
  }

  /** One interaction led to the next. */
  continued(from: string, to: string): void {
    this.#add(this.#chains, to, this.#chains.get(from) ?? [])
  }

  /** A code of a time step, or a recovery code: what is wrong where it was taken before. */
  took(secret: string): string | undefined {
    if (this.#taken.has(secret)) return `${secret} was taken twice`
    this.#taken.add(secret)
    return undefined
  }

  /** The browser was trusted, when a code was given there. */
  trusted(browser: string, accountId: AccountId, { credentials }: Standing, at: number): void {
    const factors = this.#factorsOf(accountId, credentials)
    this.#trust.set(keyOf(browser, accountId), { factors, at })
  }

  /** A new password, or a reset: nothing that was proved before counts. */
  voided(accountId: AccountId): void {
    this.#eras.set(accountId, this.eraOf(accountId) + 1)
  }

  signedOut(browser: string): void {
    for (const key of this.#sessions.keys()) {
      if (key.startsWith(`${browser} `)) this.#sessions.delete(key)
    }
  }

  /** All sessions of the account but this browser's. */
  endedOthers(browser: string, accountId: AccountId): void {
    for (const key of this.#sessions.keys()) {
      if (key.endsWith(` ${accountId}`) && key !== keyOf(browser, accountId)) {
        this.#sessions.delete(key)
      }
    }
  }

  /**
   * A token was issued: everything in it has to be backed by what was seen. The browser's session is this
   * account's from then on, and nobody else's.
   *
   * @returns what is wrong
   */
  issued(
    browser: string,
    chain: string | undefined,
    request: SeenRequest,
    token: SeenToken,
    { disabled, credentials }: Standing,
    now: number,
  ): string[] {
    const { accountId, acr, authTime } = token
    const stands = this.#standing(accountId, credentials, now)
    const current = (chain === undefined ? [] : (this.#chains.get(chain) ?? [])).filter(stands)
    const earlier = (this.#sessions.get(keyOf(browser, accountId)) ?? []).filter(stands)
    const proofs = request.login ? current : [...earlier, ...current]
    for (const key of this.#sessions.keys()) {
      if (key.startsWith(`${browser} `) && key !== keyOf(browser, accountId)) {
        this.#sessions.delete(key)
      }
    }

    const wrong: string[] = []
    const passwords = proofs.filter(({ factor }) => factor === 'password')
    const codes = proofs.filter(({ factor }) => factor === 'code')
    if (disabled) wrong.push('a token for an account that is disabled')
    if (passwords.length === 0) wrong.push('nobody gave the password')
    if (acr !== ONE && acr !== TWO) wrong.push(`an unknown acr: ${acr}`)
    if (claimsCode(token) && codes.length === 0) wrong.push('nobody gave a code')
    const trust = this.#trust.get(keyOf(browser, accountId))
    const trusted =
      trust?.factors === this.#factorsOf(accountId, credentials) && now - trust.at <= TRUSTED
    if (credentials.size > 0 && codes.length === 0 && !trusted) {
      wrong.push('the account is protected by codes')
    }
    if (request.floor && codes.length === 0) wrong.push('below the floor of the client')
    // An essential value is answered by its name, though more was proved (OpenID Connect Core 1.0 §5.5.1.1).
    if (request.floor && acr !== TWO && !request.essential) wrong.push('says less than the floor')
    if (request.essential && !request.essential.includes(acr ?? '')) {
      wrong.push(`essential is ${request.essential.join(', ')}`)
    }
    const renewed = acr === TWO ? codes : passwords
    if (!renewed.some(({ at }) => at === authTime)) wrong.push(`nothing was proved at ${authTime}`)
    const given = renewed.some((proof) => proof.at === authTime && current.includes(proof))
    const age = now - (authTime ?? 0)
    if (request.maxAge !== undefined && age > request.maxAge && !(given && age <= GRACE)) {
      wrong.push(`${age} seconds old, and max_age is ${request.maxAge}`)
    }
    return wrong
  }

  /** All that may have earned what is issued at this moment. */
  earned(browser: string, chain: string | undefined, accountId: AccountId): Proofs {
    const current = chain === undefined ? [] : (this.#chains.get(chain) ?? [])
    return [...(this.#sessions.get(keyOf(browser, accountId)) ?? []), ...current]
  }

  /**
   * A refresh token was exchanged: what earned it still stands, and the new tokens say what the first ones did.
   *
   * @param earned what may have earned it
   * @returns what is wrong
   */
  refreshed(
    earned: Proofs,
    first: SeenToken,
    token: SeenToken,
    { disabled, credentials }: Standing,
    now: number,
  ): string[] {
    const left = earned.filter(this.#standing(first.accountId, credentials, now))
    const has = (factor: SeenProof['factor']) => left.some((proof) => proof.factor === factor)
    const wrong: string[] = []
    if (disabled) wrong.push('refreshed for an account that is disabled')
    if (!has('password')) wrong.push('refreshed, and the password that earned it is gone')
    if (claimsCode(first) && !has('code')) wrong.push('refreshed, and what gave the code is gone')
    if (JSON.stringify(token) !== JSON.stringify(first)) {
      wrong.push(`refreshed, and ${JSON.stringify(first)} became ${JSON.stringify(token)}`)
    }
    return wrong
  }

  #standing(accountId: AccountId, credentials: ReadonlySet<string>, now: number) {
    const era = this.eraOf(accountId)
    return (proof: SeenProof): boolean =>
      proof.accountId === accountId &&
      proof.era === era &&
      proof.at <= now &&
      (proof.credential === undefined || credentials.has(proof.credential))
  }

  /** Any change of these ends the trust. */
  #factorsOf(accountId: AccountId, credentials: ReadonlySet<string>): string {
    return [this.eraOf(accountId), ...[...credentials].toSorted()].join()
  }

  #add(to: Map<string, Proofs>, key: string, proofs: Proofs): void {
    const known = to.get(key) ?? []
    to.set(key, [...known, ...proofs.filter((proof) => !known.includes(proof))])
  }
}

const claimsCode = ({ acr, amr }: SeenToken): boolean =>
  acr === TWO || amr.includes('otp') || amr.includes('mfa')

const keyOf = (browser: string, accountId: AccountId): string => `${browser} ${accountId}`
