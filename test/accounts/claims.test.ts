import { expect } from 'chai'
import type { Account } from '../../src/people/account.ts'
import { claimsOf } from '../../src/people/claims.ts'
import type { AccountId } from '../../src/kernel/ids.ts'
import type { Instant } from '../../src/kernel/instant.ts'

const account = (login: string): Account => ({
  id: 'a1' as AccountId,
  login,
  displayName: 'Alice',
  createdAt: 0 as Instant,
})

describe('the claims of an account', () => {
  it('tells an address that serves as login, and that nobody verified it', () => {
    expect(claimsOf(account('alice@example.com'))).deep.equal({
      sub: 'a1',
      name: 'Alice',
      preferred_username: 'alice@example.com',
      email: 'alice@example.com',
      email_verified: false,
    })
  })

  it('tells an address that was proved', () => {
    const proved: Account = { ...account('alice'), email: 'a@example.com', emailVerified: true }
    expect(claimsOf(proved)).include({ email: 'a@example.com', email_verified: true })
  })

  it('tells no address where the login is none', () => {
    for (const login of ['alice', 'alice@host', '@example.com', 'a@b@c.example', 'a@b.']) {
      expect(claimsOf(account(login)), login).not.to.have.property('email')
    }
  })
})
