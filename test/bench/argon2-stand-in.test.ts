import { expect } from 'chai'
import * as standIn from '../../bench/servers/argon2-stand-in.ts'
import * as threads from '../../src/methods/password/hashing-threads.ts'

describe('what stands in the place of argon2 in a benchmark', () => {
  it('has all that the threads have which it replaces, so that the program starts with it', () => {
    expect(Object.keys(threads)).to.not.be.empty
    expect(standIn).to.include.keys(Object.keys(threads))
  })
})
