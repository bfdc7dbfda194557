import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { parseOptions, type ParsedHashOptions } from '@node-rs/argon2'
import { Fault } from '../../kernel/faults.ts'
import { createHashingGate } from './hashing-gate.ts'
import { argon2Seconds } from './hashes/argon2.ts'
import { isRefused, type ForeignHash } from './hashes/foreign-hash.ts'
import { readForeignHash } from './hashes/index.ts'
import { hashInThread, verifyForeignInThread, verifyInThread } from './hashing-threads.ts'

export interface PasswordHasherOptions {
  /** KiB of memory per hash (OWASP's recommendation for argon2id). @default 19456 */
  readonly memoryCost?: number
  /** Passes over the memory. @default 2 */
  readonly timeCost?: number
  /** Lanes per hash. @default 1 */
  readonly parallelism?: number
  /**
   * Hashes at once: each in a thread of its own, which takes some 30 MiB, and 19 more while it computes. One
   * process answers no more sign-ins than three threads hash passwords for.
   * @default one less than the process's share of the processors, one at least and three at most
   */
  readonly concurrency?: number
  /** Processes on this machine that hash as this one does. @default 1 */
  readonly processes?: number
  /** Hashes that may wait for their turn; one more is a fault. @default 256 */
  readonly waiting?: number
}

export interface PasswordVerification {
  readonly matches: boolean
  /** Worth making again: made by another program, or with other parameters than are configured now. */
  readonly outdated: boolean
  /** Another program made it: it may be of little worth, or cost much, and should be gone soon. */
  readonly foreign?: true
}

export interface PasswordHasher {
  /** An argon2id PHC string with a salt of its own. @throws Fault `overloaded` */
  hash(password: string): Promise<string>

  /**
   * Also hashes that other programs made, which `hashes/` has read.
   *
   * @throws Fault `overloaded`; `secret_unreadable` when `stored` is not a hash that is known
   */
  verify(stored: string, password: string): Promise<PasswordVerification>

  /**
   * Costs what `verify` costs and matches nothing. Without it a quick answer would tell which
   * accounts exist.
   * @throws Fault `overloaded`
   */
  verifyNothing(password: string): Promise<void>

  /** How many hashes wait for their turn. */
  queueLength(): number
}

// `Algorithm` and `Version` are ambient const enums, which erasable TypeScript cannot import.
const ARGON2ID = 2
const VERSION_0X13 = 1
const SALT_BYTES = 16
const HASH_BYTES = 32

export function createPasswordHasher(options: PasswordHasherOptions = {}): PasswordHasher {
  const parameters = {
    memoryCost: options.memoryCost ?? 19_456,
    timeCost: options.timeCost ?? 2,
    parallelism: options.parallelism ?? 1,
    algorithm: ARGON2ID,
    version: VERSION_0X13,
    outputLen: HASH_BYTES,
  } as const
  const gate = createHashingGate(
    options.concurrency ?? shareOf(options.processes ?? 1),
    options.waiting ?? 256,
  )
  const { memoryCost: m, timeCost: t, parallelism: p } = parameters
  const memory = m * 1024
  // Random bytes where the hash would stand: nobody knows a password that gives them.
  const nobody = `$argon2id$v=19$m=${m},t=${t},p=${p}$${phc(SALT_BYTES)}$${phc(HASH_BYTES)}`

  const ofNobody = (password: string): Promise<boolean> => verifyInThread(nobody, bytesOf(password))

  /**
   * A wrong password takes no less than half the time that it takes anywhere: a quick answer would tell that there is
   * such an account, and where it came from. That a slow hash takes longer cannot be hidden.
   */
  async function verifyForeign(hash: ForeignHash, password: string): Promise<PasswordVerification> {
    const typed = Buffer.from(password)
    const quick = hash.seconds < argon2Seconds(m, t) / 2
    const matches = await gate.run(
      async () => {
        const right = await verifyForeignInThread(hash.text, typed)
        if (!right && quick) await ofNobody(password)
        return right
      },
      quick ? Math.max(hash.memory, memory) : hash.memory,
    )
    return { matches, outdated: hash.isExact(typed), foreign: true }
  }

  return {
    hash: (password) => gate.run(() => hashInThread(bytesOf(password), parameters), memory),

    async verify(stored, password) {
      const foreign = foreignHash(stored)
      if (foreign) return verifyForeign(foreign, password)
      const made = parse(stored)
      const matches = await gate.run(
        () => verifyInThread(stored, bytesOf(password)),
        made.memoryCost * 1024,
      )
      const outdated = (Object.keys(parameters) as (keyof typeof parameters)[]).some(
        (name) => made[name] !== parameters[name],
      )
      return { matches, outdated }
    },

    async verifyNothing(password) {
      await gate.run(() => ofNobody(password), memory)
    },

    queueLength: () => gate.queueLength(),
  }
}

/**
 * Hashes at once in one of several processes: one less than its share of the processors, for the thread that answers.
 * Without that a fifth more people sign in per second where more come than can be served; but then all of them
 * meet at the thread that answers and wait there, whatever they ask for. So they wait for their turn to be hashed, and
 * what is quick stays quick. A process that has one processor or less hashes one password at a time all the same.
 */
const shareOf = (processes: number): number =>
  Math.max(1, Math.min(Math.floor(availableParallelism() / processes) - 1, 3))

/**
 * NFC, so that a password with an accent matches whether the keyboard sends one character or two
 * (NIST SP 800-63B-4 §3.1.1.2).
 */
const bytesOf = (password: string): Uint8Array => Buffer.from(password.normalize('NFC'), 'utf8')

/** Random bytes as a PHC string writes them: base64 without padding. */
const phc = (bytes: number): string => randomBytes(bytes).toString('base64').replace(/=+$/, '')

/** argon2 that this package has read from elsewhere is kept with something before it. */
function foreignHash(stored: string): ForeignHash | undefined {
  if (stored.startsWith('$argon2')) return undefined
  const hash = readForeignHash(stored)
  if (!isRefused(hash)) return hash
  throw new Fault('secret_unreadable', `a stored password hash is not taken: ${hash.refused}`)
}

function parse(stored: string): ParsedHashOptions {
  try {
    return parseOptions(stored)
  } catch (cause) {
    throw new Fault('secret_unreadable', 'a stored password hash is not an argon2 hash', { cause })
  }
}
