import { generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import { expect } from 'chai'
import * as fc from 'fast-check'
import { calculateJwkThumbprint } from 'jose'
import { dateOf, plusSeconds, type Instant } from '../../../src/kernel/instant.ts'
import { Secret } from '../../../src/kernel/secret.ts'
import type { Keys, Timed } from '../../../src/server/config/configuration.ts'
import { keysAt, keysInUse } from '../../../src/server/keys/in-use.ts'
import { cookieKeyId, kidOf } from '../../../src/server/keys/kid.ts'
import { keyLifetimes, scheduleOf } from '../../../src/server/keys/schedule.ts'
import { randomKey } from '../../support/production-settings.ts'

const NOW = 1_800_000_000_000 as Instant
const after = (seconds: number): Instant => plusSeconds(NOW, seconds)

const list = fc.array(
  fc.record({ from: fc.option(fc.integer({ min: -5, max: 5 }).map(after), { nil: undefined }) }),
  { minLength: 1, maxLength: 8 },
)

describe('the order in which keys are used', () => {
  const named = (keys: readonly (Timed & { readonly name: string })[], now = NOW) =>
    keysAt(keys, now)
      .map(({ name }) => name)
      .join('')

  it('is the one in which they are written, where none has a time', () => {
    expect(named([{ name: 'a' }, { name: 'b' }])).equal('ab')
  })

  it('begins with the first whose time has come, to the millisecond', () => {
    const keys = [{ name: 'c', from: after(20) }, { name: 'b', from: after(10) }, { name: 'a' }]
    expect(named(keys)).equal('acb')
    expect(named(keys, (after(10) - 1) as Instant)).equal('acb')
    expect(named(keys, after(10))).equal('bac')
    expect(named(keys, after(20))).equal('cba')
  })

  it('begins, where all wait, with the one that waits shortest', () => {
    expect(
      named([
        { name: 'b', from: after(20) },
        { name: 'a', from: after(10) },
      ]),
    ).equal('ab')
  })

  it('loses none and makes none up, and never uses one early if another can be used', () => {
    fc.assert(
      fc.property(list, (keys) => {
        const ordered = keysAt(keys, NOW)
        expect(ordered).have.length(keys.length)
        expect(new Set([...ordered, ...keys]).size).equal(keys.length)
        const waits = ({ from }: Timed): boolean => from !== undefined && from > NOW
        if (!keys.every(waits)) expect(ordered[0]).equal(keys.find((key) => !waits(key)))
      }),
    )
  })

  it('changes, as time goes on, towards what stands further in front alone', () => {
    fc.assert(
      fc.property(list, (keys) => {
        fc.pre(keys.some(({ from }) => from === undefined))
        const places = [-5, -2, 0, 3, 5].map((at) => {
          const [first] = keysAt(keys, after(at))
          return first ? keys.indexOf(first) : -1
        })
        expect(places).deep.equal(places.toSorted((a, b) => b - a))
      }),
    )
  })
})

const jwk = (curve = 'P-256'): JsonWebKey =>
  generateKeyPairSync('ec', { namedCurve: curve }).privateKey.export({ format: 'jwk' })

const keysOf = (parts: {
  signing?: readonly JsonWebKey[]
  cookies?: readonly { key: string; from?: Instant }[]
}): Keys => ({
  signing: new Secret({ keys: parts.signing ?? [jwk()] }),
  cookies: new Secret(parts.cookies ?? [{ key: randomKey() }]),
  sealing: [{ id: 'k1', key: new Secret(new Uint8Array(32)) }],
})

describe('keys in use', () => {
  it('choose decoys by the cookie key that stands last, also while a new one waits', () => {
    const [old, next] = [{ key: randomKey() }, { key: randomKey(), from: after(10) }]
    const keys = keysOf({ cookies: [next, old] })
    expect(keysInUse(keys, NOW)).include({ oldestCookieKey: old.key })
    expect(keysInUse(keys, NOW).cookies).deep.equal([old.key, next.key])
    expect(keysInUse(keys, after(10))).include({ oldestCookieKey: old.key })
  })

  it('sign under the kid that the key has, or under its thumbprint', async () => {
    const [ec, rsa, ed] = [
      jwk(),
      generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
      generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }),
    ]
    for (const key of [ec, rsa, ed]) {
      expect(kidOf(key)).equal(await calculateJwkThumbprint(key))
    }
    expect(kidOf({ ...ec, kid: 'mine' })).equal('mine')
  })

  it('leave our own member out of what is published', () => {
    const from = dateOf(after(10)).toISOString()
    const [published] = keysInUse(keysOf({ signing: [{ ...jwk(), from }] }), NOW).jwks
    expect(published).not.have.property('from')
  })
})

describe('the schedule of keys', () => {
  const lifetimes = { signing: 100, cookies: 50, sealing: 10 }
  const at = (seconds: number): string => dateOf(after(seconds)).toISOString()

  it('tells what is next, in use and old, and until when an old one is needed', () => {
    const [a, b, c] = [{ key: randomKey() }, { key: randomKey() }, { key: randomKey() }]
    const cookies = [{ ...c, from: after(30) }, { ...b, from: after(0) }, a]
    const [idC, idB, idA] = [c, b, a].map(({ key }) => cookieKeyId(key))
    expect(scheduleOf(keysOf({ cookies }), 'cookies', lifetimes, after(20))).deep.equal([
      { id: idC, state: 'next', from: after(30) },
      { id: idB, state: 'in use', from: after(0) },
      { id: idA, state: 'old', neededUntil: after(50) },
    ])
    expect(scheduleOf(keysOf({ cookies }), 'cookies', lifetimes, after(30))).deep.equal([
      { id: idC, state: 'in use', from: after(30) },
      { id: idB, state: 'old', from: after(0), neededUntil: after(80) },
      { id: idA, state: 'old', neededUntil: after(50) },
    ])
  })

  it('does not call next what waits behind a key that is used already', () => {
    const cookies = [
      { key: randomKey(), from: after(5) },
      { key: randomKey(), from: after(100) },
      { key: randomKey() },
    ]
    const states = (seconds: number) =>
      scheduleOf(keysOf({ cookies }), 'cookies', lifetimes, after(seconds)).map(
        ({ state }) => state,
      )
    expect(states(0)).deep.equal(['next', 'next', 'in use'])
    expect(states(5)).deep.equal(['in use', 'old', 'old'])
    expect(states(100)).deep.equal(['in use', 'old', 'old'])
  })

  it('does not pretend to know since when a key is old that was replaced by one without a time', () => {
    const cookies = [{ key: randomKey() }, { key: randomKey() }]
    const [, old] = scheduleOf(keysOf({ cookies }), 'cookies', lifetimes, NOW)
    expect(old).deep.equal({ id: cookieKeyId(cookies[1]?.key ?? ''), state: 'old' })
  })

  it('lets signing keys of two algorithms stand beside each other', () => {
    const signing = [
      { ...jwk(), kid: 'p256-new', from: at(10) },
      { ...jwk('P-384'), kid: 'p384' },
      { ...jwk(), kid: 'p256' },
    ]
    const states = (seconds: number) =>
      scheduleOf(keysOf({ signing }), 'signing', lifetimes, after(seconds)).map(
        ({ id, state }) => `${id} ${state}`,
      )
    expect(states(0)).deep.equal(['p256-new next', 'p384 in use', 'p256 in use'])
    expect(states(10)).deep.equal(['p256-new in use', 'p384 in use', 'p256 old'])
  })

  it('needs signing keys for as long as what they signed is shown to anybody', () => {
    const sessions = { idle: 3600, lifetime: 30 * 86_400 }
    const interactions = { lifetime: 3600 }
    const api = {
      identifier: 'https://api.example.com',
      scopes: ['a'],
      accessTokenFormat: 'jwt',
      accessTokenLifetime: 90 * 86_400,
    } as const
    const short = { idle: 60, lifetime: 60 }
    expect(keyLifetimes({ sessions, interactions, resources: [api] }).signing).equal(90 * 86_400)
    expect(keyLifetimes({ sessions, interactions, resources: [] }).signing).equal(30 * 86_400)
    // A refresh token prolongs the application's own session, at whose end the id_token is shown again.
    expect(keyLifetimes({ sessions: short, interactions, resources: [] }).signing).equal(
      14 * 86_400,
    )
    expect(keyLifetimes({ sessions, interactions, resources: [] }).cookies).equal(30 * 86_400)
  })
})
