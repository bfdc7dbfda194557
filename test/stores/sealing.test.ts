import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import type { SealContext, SealedSecret } from '../../src/kernel/sealing/sealer.ts'
import { ConfigurationError, Fault } from '../../src/kernel/faults.ts'
import { createAccountId, createAuthenticatorId, type AccountId } from '../../src/kernel/ids.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { createSealer } from '../../src/stores/sealing.ts'

const newKey = (id: string) => ({ id, key: new Secret(randomBytes(32)) })
const newContext = (): SealContext => ({
  purpose: 'authenticator',
  accountId: createAccountId(),
  id: createAuthenticatorId(),
})

const pair = (accountId: string, id: string): SealContext => ({
  purpose: 'authenticator',
  accountId: accountId as AccountId,
  id,
})

function unreadable(open: () => unknown): void {
  expect(open).to.throw(Fault).with.property('code', 'secret_unreadable')
}

function misconfigured(create: () => unknown): void {
  expect(create).to.throw(ConfigurationError).with.property('path', 'sealingKeys')
}

describe('sealing', () => {
  const secret = new Secret(randomBytes(20))
  const context = newContext()

  it('opens what it sealed', () => {
    const sealer = createSealer([newKey('1')])
    const opened = sealer.open(sealer.seal(secret, context), context)
    expect(Buffer.from(opened.reveal()).equals(secret.reveal())).to.equal(true)
  })

  it('seals with the first key and opens with any', () => {
    const [older, newer] = [newKey('older'), newKey('newer')]
    const before = createSealer([older]).seal(secret, context)
    const rotated = createSealer([newer, older])
    expect(rotated.open(before, context).reveal()).to.deep.equal(new Uint8Array(secret.reveal()))
    expect(rotated.seal(secret, context).keyId).to.equal('newer')
  })

  it('does not open under a key that was taken away', () => {
    const sealed = createSealer([newKey('gone')]).seal(secret, context)
    unreadable(() => createSealer([newKey('kept')]).open(sealed, context))
  })

  it('does not open under another key of the same id', () => {
    const sealed = createSealer([newKey('1')]).seal(secret, context)
    unreadable(() => createSealer([newKey('1')]).open(sealed, context))
  })

  it('does not open when moved to another account or authenticator', () => {
    const sealer = createSealer([newKey('1')])
    const sealed = sealer.seal(secret, context)
    const other = newContext()
    unreadable(() => sealer.open(sealed, { ...context, accountId: other.accountId }))
    unreadable(() => sealer.open(sealed, { ...context, id: other.id }))
  })

  it('tells apart contexts whose ids read the same when joined', () => {
    const sealer = createSealer([newKey('1')])
    const sealed = sealer.seal(secret, pair('ab', 'c'))
    unreadable(() => sealer.open(sealed, pair('a', 'bc')))
    const quoted = sealer.seal(secret, pair('a","b', 'c'))
    unreadable(() => sealer.open(quoted, pair('a', 'b","c')))
  })

  it('does not open when any single bit is changed, or when cut', () => {
    const sealer = createSealer([newKey('1')])
    const sealed = sealer.seal(secret, context)
    const withBytes = (bytes: Uint8Array): SealedSecret => ({ ...sealed, bytes })
    for (let bit = 0; bit < sealed.bytes.length * 8; bit += 1) {
      const bytes = Uint8Array.from(sealed.bytes)
      bytes[bit >> 3]! ^= 1 << (bit & 7)
      unreadable(() => sealer.open(withBytes(bytes), context))
    }
    for (let length = 0; length < sealed.bytes.length; length += 1) {
      unreadable(() => sealer.open(withBytes(sealed.bytes.subarray(0, length)), context))
    }
  })

  it('uses a new nonce each time', () => {
    const sealer = createSealer([newKey('1')])
    const nonces = Array.from({ length: 1000 }, () =>
      Buffer.from(sealer.seal(secret, context).bytes.subarray(0, 12)).toString('hex'),
    )
    expect(new Set(nonces).size).to.equal(1000)
  })

  it('leaves nothing of the secret in the sealed bytes', () => {
    const sealed = Buffer.from(createSealer([newKey('1')]).seal(secret, context).bytes)
    const plain = Buffer.from(secret.reveal())
    for (let at = 0; at + 4 <= plain.length; at += 1) {
      expect(sealed.includes(plain.subarray(at, at + 4))).to.equal(false)
    }
  })

  it('refuses no keys, duplicate or empty ids, and keys that have not 32 bytes', () => {
    misconfigured(() => createSealer([]))
    misconfigured(() => createSealer([newKey('1'), newKey('1')]))
    misconfigured(() => createSealer([newKey('')]))
    for (const length of [0, 16, 31, 33]) {
      misconfigured(() => createSealer([{ id: '1', key: new Secret(randomBytes(length)) }]))
    }
  })
})
