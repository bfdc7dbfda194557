import { strict as assert } from 'node:assert'
import { loseDevice, protectionWithout, turnOff } from '../../src/actions/second-factor.ts'
import { findBound, isEnrolled } from '../../src/oidc/index.ts'
import { actionsBench } from '../support/actions-bench.ts'

describe('the second factor, without a page', () => {
  const bench = actionsBench()

  const held = async () => {
    const bound = await findBound(bench(), bench().subject)
    return { ...bound, enrolled: isEnrolled(bound) }
  }
  const protection = async () => protectionWithout(bench().ladder, await held())

  it('is turned off with all that belongs to it, recorded once however many ask for it', async () => {
    const phone = await bench().enrol('Phone')
    const tablet = await bench().enrol('Tablet')
    bench().taken()
    const off = await Promise.all([1, 2].map(() => turnOff(bench(), bench().owner)))
    assert.deepEqual(off, ['off', 'off'])
    const types = bench()
      .taken()
      .map(({ type }) => type)
    assert.deepEqual(types.toSorted(), ['device_removed', 'device_removed', 'second_factor_off'])
    assert.deepEqual(await held(), { devices: [], recoveryCodes: undefined, enrolled: false })
    assert.notEqual(phone.id, tablet.id)
  })

  it('stays where everybody has to have one', async () => {
    const phone = await bench().enrol('Phone')
    bench().taken()
    const ports = { ...bench(), secondFactorRequired: true }
    assert.equal(await turnOff(ports, bench().owner), 'required')
    assert.equal(await loseDevice(ports, bench().owner, phone, 'nothing'), 'required')
    assert.equal((await held()).devices.length, 1)
    assert.deepEqual(bench().taken(), [])
  })

  it('goes on by recovery codes where the only device is lost', async () => {
    const phone = await bench().enrol('Phone')
    bench().taken()
    assert.equal(await protection(), 'recovery_codes')
    assert.equal(await loseDevice(bench(), bench().owner, phone, 'recovery_codes'), 'removed')
    assert.equal((await held()).enrolled, true)
    assert.deepEqual(
      bench()
        .taken()
        .map(({ type }) => type),
      ['device_removed'],
    )
    assert.equal(await loseDevice(bench(), bench().owner, phone, 'recovery_codes'), 'not_found')
  })

  it('does not lose the last device where its owner was told that another one goes on', async () => {
    const phone = await bench().enrol('Phone')
    assert.equal(await loseDevice(bench(), bench().owner, phone, 'devices'), 'last')
    assert.equal((await held()).devices.length, 1)
  })

  it('is gone with the last device where there are no codes', async () => {
    const phone = await bench().enrol('Phone')
    await bench().recoveryCodes.remove(bench().subject)
    bench().taken()
    assert.equal(await protection(), 'nothing')
    assert.equal(await loseDevice(bench(), bench().owner, phone, 'nothing'), 'removed')
    assert.deepEqual(
      bench()
        .taken()
        .map(({ type }) => type),
      ['device_removed', 'second_factor_off'],
    )
  })
})
