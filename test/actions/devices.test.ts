import { strict as assert } from 'node:assert'
import {
  beginDevice,
  confirmDevice,
  removeDevice,
  renameDevice,
} from '../../src/actions/devices.ts'
import { WRONG_FIRST_CODES } from '../../src/methods/totp/authenticators.ts'
import { actionsBench } from '../support/actions-bench.ts'
import { ENROLLER } from '../support/enroller.ts'

const typesOf = (deeds: readonly { readonly type: string }[]): string[] =>
  deeds.map(({ type }) => type)

describe('devices, without a page', () => {
  const bench = actionsBench()

  it('bring the recovery codes with the first of them, and record both', async () => {
    await bench().enrol('Phone')
    assert.deepEqual(typesOf(bench().taken()), [
      'device_begun',
      'device_confirmed',
      'recovery_codes_issued',
    ])
    await bench().enrol('Tablet')
    assert.deepEqual(typesOf(bench().taken()), ['device_begun', 'device_confirmed'])
  })

  it('are not begun under a name that is none, and nothing is recorded of it', async () => {
    const begun = await beginDevice(bench(), bench().owner, { name: ' ', by: ENROLLER })
    assert.equal(begun.outcome, 'name_invalid')
    assert.deepEqual(bench().taken(), [])
  })

  it('record each wrong first code, the last of them too', async () => {
    const begun = await beginDevice(bench(), bench().owner, { name: 'Phone', by: ENROLLER })
    assert.equal(begun.outcome, 'begun')
    bench().taken()
    const outcomes: string[] = []
    const pending = await bench().authenticators.pending(bench().subject, ENROLLER)
    assert.ok(pending)
    for (let round = 0; round < WRONG_FIRST_CODES; round += 1) {
      const code = '000000'
      const input = { authenticator: begun.id, by: ENROLLER, code }
      outcomes.push((await confirmDevice(bench(), bench().owner, input)).outcome)
    }
    assert.deepEqual(
      outcomes,
      outcomes.map((_, round) => (round === WRONG_FIRST_CODES - 1 ? 'given_up' : 'rejected')),
    )
    const rejected = { type: 'device_code_rejected', outcome: 'mismatch', authenticator: begun.id }
    assert.deepEqual(
      bench().taken(),
      outcomes.map(() => rejected),
    )
  })

  it('are renamed as the name is kept, and not to the name of another one', async () => {
    const phone = await bench().enrol('Phone')
    await bench().enrol('Tablet')
    bench().taken()
    const taken = await renameDevice(bench(), bench().owner, phone.id, 'Tablet')
    assert.equal(taken.outcome, 'name_taken')
    assert.deepEqual(bench().taken(), [])
    const renamed = await renameDevice(bench(), bench().owner, phone.id, '  Old phone ')
    assert.deepEqual(renamed, { outcome: 'renamed', name: 'Old phone' })
    assert.deepEqual(bench().taken(), [
      { type: 'device_renamed', authenticator: phone.id, name: 'Old phone' },
    ])
  })

  it('are removed one by one, recorded once each, but never the last', async () => {
    const phone = await bench().enrol('Phone')
    const tablet = await bench().enrol('Tablet')
    bench().taken()
    const both = await Promise.all(
      [phone, phone].map((device) => removeDevice(bench(), bench().owner, device, ENROLLER)),
    )
    assert.deepEqual(both.toSorted(), ['not_found', 'removed'])
    assert.deepEqual(bench().taken(), [
      { type: 'device_removed', authenticator: phone.id, name: 'Phone' },
    ])
    assert.equal(await removeDevice(bench(), bench().owner, tablet, ENROLLER), 'last')
    assert.deepEqual(bench().taken(), [])
  })

  it('that wait are removed without a word', async () => {
    const begun = await beginDevice(bench(), bench().owner, { name: 'Phone', by: ENROLLER })
    assert.equal(begun.outcome, 'begun')
    const pending = await bench().authenticators.pending(bench().subject, ENROLLER)
    assert.ok(pending)
    bench().taken()
    const { authenticator } = pending
    assert.equal(await removeDevice(bench(), bench().owner, authenticator, ENROLLER), 'removed')
    assert.equal(await removeDevice(bench(), bench().owner, authenticator, ENROLLER), 'not_found')
    assert.deepEqual(bench().taken(), [])
  })
})
