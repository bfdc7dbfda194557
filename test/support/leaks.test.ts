import { expect } from 'chai'
import { findLeak } from './leaks.ts'

describe('a secret in a log', () => {
  const secrets = ['287082', 'correct horse battery', 'correct horses', 'hunter2']

  for (const line of [
    '{"code":"287082"}',
    '{"code":287082}',
    'typed 287082',
    '{"password":"hunter2"}',
    'my correct horse battery',
    'correct horses',
  ]) {
    it(`is found in ${line}`, () => {
      expect(findLeak(secrets, ['nothing', line])?.line).to.equal(line)
    })
  }

  for (const line of ['{"time":12870823}', 'id-287082-x', 'a287082', 'correct horse', 'hunter']) {
    it(`is not found in ${line}`, () => {
      expect(findLeak(secrets, [line])).to.equal(undefined)
    })
  }

  it('is found at once among 30,000 secrets and 30,000 lines', function () {
    // One after the other they would take several times as long.
    this.timeout(5000)
    const many = Array.from({ length: 30_000 }, (_, one) => `a secret of its own ${one}!`)
    const lines = Array.from({ length: 30_000 }, (_, one) => `a line of its own ${one}`)
    expect(findLeak(many, [...lines, `so ${many.at(-1)}`])?.secret).to.equal(many.at(-1))
  })
})
