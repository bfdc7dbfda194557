import { expect } from 'chai'
import { createHashingGate } from '../../src/methods/password/hashing-gate.ts'
import { createPasswordHasher } from '../../src/methods/password/password-hasher.ts'
import { Fault } from '../../src/kernel/faults.ts'

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
})
