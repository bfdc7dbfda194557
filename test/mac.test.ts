import { strict as assert } from 'node:assert'
import * as fc from 'fast-check'
import { createMac } from '../src/kernel/mac.ts'

describe('a MAC', () => {
  const mac = createMac(['a key of sixteen or more characters'])
  const texts = fc.array(fc.string(), { minLength: 1, maxLength: 4 })

  it('verifies what it signed', () => {
    fc.assert(fc.property(texts, (list) => mac.verify(list, mac.sign(...list))))
  })

  it('is another one for any other list of texts, however they are parted', () => {
    fc.assert(
      fc.property(texts, texts, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other))
        return !mac.verify(other, mac.sign(...one))
      }),
    )
    for (const [one, other] of [
      [
        ['a', 'b:c'],
        ['a:b', 'c'],
      ],
      [['a', 'b'], ['ab']],
      [['a', ''], ['a']],
      [['a","b'], ['a', 'b']],
    ] as const) {
      assert.equal(mac.verify(other, mac.sign(...one)), false, one.join('|'))
    }
  })
})
