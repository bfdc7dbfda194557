import { codeAt } from '../../src/methods/totp/totp.ts'
import { stepAt, DEFAULT_TOTP } from '../../src/people/authenticator.ts'
import { systemClock } from '../../src/kernel/instant.ts'
import type { Secret } from '../../src/kernel/secret.ts'
import type { Answers } from './flow.ts'
import { PASSWORD } from './password.ts'

/** Somebody with an account and a device. */
export interface Person {
  readonly login: string
  readonly secret: Secret
}

/** Somebody at the keyboard, with a code that was not used yet. */
export interface Comer {
  readonly login: string
  readonly code: string
}

/**
 * People who sign in one after the other. A code is good for one sign-in, so nobody comes again before
 * the next time step has begun; there have to be enough of them for that.
 */
export class Crowd {
  readonly #people: readonly Person[]
  readonly #used: number[] = []
  #next = 0

  constructor(people: readonly Person[]) {
    this.#people = people
  }

  next(): Comer {
    const place = this.#next
    const person = this.#people[place]
    if (!person) throw new Error('there is nobody')
    const step = stepAt(systemClock(), DEFAULT_TOTP.period)
    if ((this.#used[place] ?? 0) >= step) {
      throw new Error('too few people: everybody’s code was used in this time step')
    }
    this.#used[place] = step
    this.#next = (place + 1) % this.#people.length
    return { login: person.login, code: codeAt(person.secret, step, DEFAULT_TOTP) }
  }
}

/** What somebody answers to every page of ours; a bare provider's pages are answered too. */
export const answersOf = ({ login, code }: Comer): Answers => ({
  '/identify': { login },
  '/password': { login, password: PASSWORD, code },
  '/code': { code },
  '/login': { login, password: PASSWORD },
  '/second': { code },
})
