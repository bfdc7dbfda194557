import { expect } from 'chai'
import { judgePassword } from '../../src/accounts/password-policy.ts'

describe('the password policy', () => {
  it('takes 8 to 128 code points', () => {
    expect(judgePassword('1234567')).deep.equal({ ok: false, reason: 'too_short' })
    expect(judgePassword('12345678')).deep.equal({ ok: true })
    expect(judgePassword('x'.repeat(128))).deep.equal({ ok: true })
    expect(judgePassword('x'.repeat(129))).deep.equal({ ok: false, reason: 'too_long' })
  })

  it('counts code points after NFC, not UTF-16 units or what the keyboard sent', () => {
    expect(judgePassword('🔑'.repeat(7))).deep.equal({ ok: false, reason: 'too_short' })
    expect(judgePassword('🔑'.repeat(128))).deep.equal({ ok: true })
    expect(judgePassword('e\u0301'.repeat(7))).deep.equal({ ok: false, reason: 'too_short' })
  })

  it('asks for no kinds of characters and trims nothing', () => {
    expect(judgePassword('        ')).deep.equal({ ok: true })
  })
})
