import { strict as assert } from 'node:assert'
import { checkStepUp } from '../../src/kits/relying-party/index.ts'
import type { Instant } from '../../src/kernel/instant.ts'

const NOW = 1_767_225_600
const now = (NOW * 1000) as Instant
const wanted = { acrValues: ['two', 'three'], maxAge: 300 }

describe('the check of a step-up', () => {
  it('is passed by any class that was asked for, for as long as it is recent', () => {
    for (const acr of wanted.acrValues) {
      for (const age of [-30, 0, 300]) {
        assert.equal(checkStepUp({ acr, auth_time: NOW - age }, wanted, now), undefined)
      }
    }
    assert.equal(checkStepUp({}, {}, now), undefined)
  })

  it('says which class came instead', () => {
    for (const acr of ['one', 'Two', '', 'two three', undefined, ['two'], null]) {
      assert.deepEqual(checkStepUp({ acr, auth_time: NOW }, wanted, now), {
        code: 'acr_other',
        wanted: wanted.acrValues,
        got: typeof acr === 'string' ? acr : undefined,
      })
    }
    assert.equal(checkStepUp({ acr: 'two' }, { acrValues: [] }, now)?.code, 'acr_other')
  })

  it('says how old the proof is', () => {
    assert.deepEqual(checkStepUp({ acr: 'two', auth_time: NOW - 301 }, wanted, now), {
      code: 'auth_time_old',
      seconds: 301,
      limit: 300,
    })
  })

  it('takes no time, and a time to come, for no proof', () => {
    for (const time of [undefined, null, String(NOW), Number.NaN, NOW + 31]) {
      assert.deepEqual(checkStepUp({ acr: 'two', auth_time: time }, wanted, now), {
        code: 'auth_time_unusable',
      })
    }
  })
})
