import { inspect } from 'node:util'
import { hashSync } from '@node-rs/argon2'
import { hashSync as bcryptSync } from 'bcryptjs'
import { expect } from 'chai'
import { createHashingGate } from '../../src/methods/password/hashing-gate.ts'
import { createPasswordHasher } from '../../src/methods/password/password-hasher.ts'
import { Fault } from '../../src/kernel/faults.ts'
import { readPasswordHash } from '../../src/methods/password/hashes/index.ts'
import { madeHashes } from '../support/foreign-hashes.ts'

const MEBIBYTE = 1024 ** 2
const SECRET = 'kNm4gpKkaFiFNZ2Hg6v54UtrowMRrYiKM0uSwNCWa4'
const CHEAP = { memoryCost: 64, timeCost: 1 }

const faultOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no fault',
    (error: unknown) => (error instanceof Fault ? error.code : error),
  )

describe('the password hasher', () => {
  it('makes argon2id hashes of m=19456, t=2, p=1, with a salt of their own', async () => {
    const hasher = createPasswordHasher()
    const [one, two] = await Promise.all([hasher.hash('hunter22'), hasher.hash('hunter22')])
    expect(one).match(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(one).not.equal(two)
    expect(await hasher.verify(one, 'hunter22')).deep.equal({ matches: true, outdated: false })
    expect(await hasher.verify(one, 'hunter23')).deep.equal({ matches: false, outdated: false })
  })

  it('takes both spellings of an accented letter for one', async () => {
    const hasher = createPasswordHasher(CHEAP)
    const stored = await hasher.hash('caf\u00e9 cr\u00e8me')
    expect((await hasher.verify(stored, 'cafe\u0301 cre\u0300me')).matches).equal(true)
  })

  it('does not cut a long password', async () => {
    const hasher = createPasswordHasher(CHEAP)
    const stored = await hasher.hash(`${'x'.repeat(127)}a`)
    expect((await hasher.verify(stored, `${'x'.repeat(127)}b`)).matches).equal(false)
  })

  it('tells letters by their case, and blanks around them', async () => {
    const hasher = createPasswordHasher(CHEAP)
    const stored = await hasher.hash('Blue orchard')
    for (const other of ['blue orchard', 'Blue Orchard', ' Blue orchard', 'Blue orchard ']) {
      expect((await hasher.verify(stored, other)).matches, other).equal(false)
    }
    expect((await hasher.verify(stored, 'Blue orchard')).matches).equal(true)
  })

  it('tells a hash that was made with other parameters', async () => {
    const hasher = createPasswordHasher(CHEAP)
    for (const other of [{ memoryCost: 128 }, { timeCost: 2 }, { parallelism: 2 }]) {
      const stored = await createPasswordHasher({ ...CHEAP, ...other }).hash('hunter22')
      expect(await hasher.verify(stored, 'hunter22')).deep.equal({ matches: true, outdated: true })
    }
  })

  it('fails closed on a stored value that is no hash', async () => {
    const hasher = createPasswordHasher(CHEAP)
    for (const stored of ['', 'hunter22', '$argon2id$v=19$m=64']) {
      expect(await faultOf(hasher.verify(stored, 'hunter22'))).equal('secret_unreadable')
    }
  })

  it('refuses what exceeds the queue, and serves what waits', async () => {
    const hasher = createPasswordHasher({ ...CHEAP, concurrency: 1, waiting: 2 })
    const all = [1, 2, 3, 4].map(() => faultOf(hasher.verifyNothing('hunter22')))
    expect(hasher.queueLength()).equal(2)
    expect(await Promise.all(all)).deep.equal(['no fault', 'no fault', 'no fault', 'overloaded'])
    expect(hasher.queueLength()).equal(0)
    expect(await faultOf(hasher.verifyNothing('hunter22'))).equal('no fault')
  })
})

describe('the password hasher, given a hash of another program', () => {
  const SSHA = '{SSHA512}'
  const foreign = madeHashes().filter(({ hash }) => hash.seconds < 0.005)

  it('verifies it, and says that it is to be made again', async () => {
    const hasher = createPasswordHasher(CHEAP)
    for (const { name, password, hash } of foreign) {
      const right = { matches: true, outdated: true, foreign: true }
      expect(await hasher.verify(hash.text, password), name).deep.equal(right)
      expect((await hasher.verify(hash.text, `${password}x`)).matches, name).equal(false)
    }
  })

  it('does not want it made again of a text of which it compared a part', async () => {
    const hasher = createPasswordHasher(CHEAP)
    const kept = { matches: true, outdated: false, foreign: true }
    const cut = bcryptSync('x'.repeat(72), 4)
    expect(await hasher.verify(cut, `${'x'.repeat(72)}slip`)).deep.equal(kept)
    const wordpress = madeHashes().find(({ name }) => name === 'WordPress 6.8')
    expect(await hasher.verify(wordpress?.hash.text ?? '', 'correct horse ')).deep.equal(kept)
  })

  it('verifies argon2 of elsewhere with the password as it was typed, and its own in NFC', async () => {
    const hasher = createPasswordHasher(CHEAP)
    const [typed, composed] = ['cafe\u0301', 'caf\u00e9']
    const text = hashSync(typed, { memoryCost: 64, timeCost: 1 })
    const imported = readPasswordHash(text)
    const kept = 'hash' in imported ? imported.hash : ''
    expect((await hasher.verify(kept, typed)).matches).equal(true)
    expect((await hasher.verify(kept, composed)).matches).equal(false)
    expect((await hasher.verify(await hasher.hash(typed), composed)).matches).equal(true)
  })

  it('has a fault without anything of it where it cannot be taken', async () => {
    const hasher = createPasswordHasher(CHEAP)
    for (const stored of ['$2b$15$', '$y$j9T$', '{SSHA}!', 'unknown'].map(
      (kind) => kind + SECRET,
    )) {
      const fault: unknown = await hasher.verify(stored, 'x').catch((error: unknown) => error)
      expect(inspect(fault)).contain('secret_unreadable').not.contain(SECRET.slice(0, 8))
    }
  })

  it('computes a hash of its own beside a quick one that does not match, and beside no other', async () => {
    // The library refuses to compute its own with less memory than 8 KiB: what asks for one fails.
    const hasher = createPasswordHasher({ memoryCost: 1, timeCost: 1_000_000 })
    const quick = foreign.find(({ hash }) => hash.text.startsWith(SSHA))
    const text = quick?.hash.text ?? ''
    expect((await hasher.verify(text, quick?.password ?? '')).matches).equal(true)
    const wrong: unknown = await hasher.verify(text, 'wrong').catch((error: unknown) => error)
    expect(wrong).instanceOf(Error)
    const slow = createPasswordHasher({ memoryCost: 1, timeCost: 1 })
    expect((await slow.verify(bcryptSync('right', 4), 'wrong')).matches).equal(false)
  })
})

describe('the gate before the hashes', () => {
  it('never lets more than its number run, and keeps their order', async () => {
    const gate = createHashingGate(2, 100)
    let running = 0
    let most = 0
    const order: number[] = []
    const work = async (index: number): Promise<void> => {
      order.push(index)
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setImmediate(resolve))
      running -= 1
    }
    const indices = Array.from({ length: 20 }, (_, index) => index)
    await Promise.all(indices.map((index) => gate.run(() => work(index))))
    expect(most).equal(2)
    expect(order).deep.equal(indices)
  })

  it('gives the place back when the work fails', async () => {
    const gate = createHashingGate(1, 1)
    const failing = gate.run(() => Promise.reject(new Error('failed')))
    expect(await failing.catch((error: unknown) => String(error))).equal('Error: failed')
    expect(await gate.run(async () => 'done')).equal('done')
  })

  /** Runs works of so many bytes and tells which ran beside which. */
  async function ranTogether(sizes: readonly number[], concurrency = 8) {
    const gate = createHashingGate(concurrency, 100)
    let inUse = 0
    let most = 0
    const order: number[] = []
    const work = async (size: number): Promise<void> => {
      order.push(size)
      inUse += size
      most = Math.max(most, inUse)
      await new Promise((resolve) => setImmediate(resolve))
      inUse -= size
    }
    await Promise.all(sizes.map((size) => gate.run(() => work(size), size)))
    return { most, order }
  }

  it('never lets more run than 512 MiB are enough for, in the order of arrival', async () => {
    const sizes = [256, 256, 256, 19, 200, 300, 19, 19].map((size) => size * MEBIBYTE)
    const { most, order } = await ranTogether(sizes)
    expect(most).equal(512 * MEBIBYTE)
    expect(order).deep.equal(sizes)
  })

  it('lets what takes more than that run alone', async () => {
    const sizes = [19, 600, 19].map((size) => size * MEBIBYTE)
    expect(await ranTogether(sizes)).deep.equal({ most: 600 * MEBIBYTE, order: sizes })
  })

  it('gives the memory back when the work fails', async () => {
    const gate = createHashingGate(2, 1)
    const failing = gate.run(() => Promise.reject(new Error('failed')), 512 * MEBIBYTE)
    const next = gate.run(async () => 'done', 512 * MEBIBYTE)
    expect(await failing.catch((error: unknown) => String(error))).equal('Error: failed')
    expect(await next).equal('done')
  })
})
