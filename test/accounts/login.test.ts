import { expect } from 'chai'
import { isValidLogin } from '../../src/people/names.ts'

describe('a login', () => {
  it('is a name or an address of up to 254 characters, in any script', () => {
    for (const login of ['a', 'alice@example.com', 'Łukasz', '太郎', 'x'.repeat(254)]) {
      expect(isValidLogin(login), login).equal(true)
    }
    expect(isValidLogin('')).equal(false)
    expect(isValidLogin('x'.repeat(255))).equal(false)
  })

  it('has no white space, control or invisible characters, which would make look-alikes', () => {
    const wrong = [' alice', 'al ice', 'alice\n', 'al\u0000ice', 'al\u200bice', 'al\u202eice']
    for (const login of [...wrong, 'al\u00a0ice', 'al\u00a8ice', 'al\ud800ice']) {
      expect(isValidLogin(login), JSON.stringify(login)).equal(false)
    }
  })
})
