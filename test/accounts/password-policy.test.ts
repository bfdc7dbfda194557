import { expect } from 'chai'
import { randomBytes } from 'node:crypto'
import { judgePassword, type PasswordFlaw } from '../../src/methods/password/password-policy.ts'

const OWNER = {
  login: 'anna.lindqvist@mail.acme-tools.example',
  displayName: 'Anna Lindqvist',
  email: 'anni@home.example',
  productName: 'Orchard Sign-in',
}

const flawOf = async (password: string, owner = OWNER): Promise<PasswordFlaw | undefined> => {
  const judgement = await judgePassword(password, owner)
  return judgement.ok ? undefined : judgement.reason
}

/** So many code points that are no common password. */
const varied = (length: number): string =>
  Array.from({ length }, (_, index) =>
    String.fromCodePoint(0x4e00 + ((index * index * 31) % 997)),
  ).join('')

describe('the password policy', () => {
  it('takes 8 to 128 code points', async () => {
    expect(await flawOf('vk7zqjx')).equal('too_short')
    expect(await flawOf('vk7zqjx4')).equal(undefined)
    expect(await flawOf(varied(128))).equal(undefined)
    expect(await flawOf(varied(129))).equal('too_long')
  })

  it('counts code points after NFC, not UTF-16 units or what the keyboard sent', async () => {
    expect(await flawOf('🔑🚪🪟🧱🪜🧯🛗')).equal('too_short')
    expect(await flawOf('🔑🚪🪟🧱🪜🧯🛗🛎')).equal(undefined)
    expect(await flawOf('e\u0301o\u0301a\u0301u\u0301i\u0301y\u0301e\u0302')).equal('too_short')
  })

  it('asks for no kinds of characters and trims nothing', async () => {
    expect(await flawOf('kvmzqjxw')).equal(undefined)
    expect(await flawOf('  kvmzqj')).equal(undefined)
    expect(await flawOf('correct horse battery staple')).equal(undefined)
    expect(await flawOf('an orchard of green apples')).equal(undefined)
    expect(await flawOf('Anna plants trees in autumn')).equal(undefined)
  })

  for (const common of [
    'password',
    'PassWord',
    'Password1!',
    'iloveyou',
    'Summer2024!',
    'hunter22',
    'qwerty123',
    '12345678',
    '0123456789',
    '87654321',
    'abcdefgh',
    'aaaaaaaa',
    '        ',
    'abcdabcd',
    'passwordpassword',
  ]) {
    it(`refuses “${common}”, which is guessed first`, async () => {
      expect(await flawOf(common)).equal('common')
    })
  }

  for (const own of [
    'anna.lindqvist@mail.acme-tools.example',
    'ANNA.LINDQVIST',
    'Lindqvist-Anna',
    'lindqvist2024',
    'anna2024!',
    'annaanna',
    'tsivqdnil1',
    'acme-tools',
    'mail.acme-tools',
    'anni@home',
    'Orchard2024',
    'orchard-signin',
  ]) {
    it(`refuses “${own}”, which is made of the account’s own words`, async () => {
      expect(await flawOf(own)).equal('own_words')
    })
  }

  it('takes own words among others, and short ones anywhere', async () => {
    expect(await flawOf('apples for anna, pears for bo')).equal(undefined)
    expect(await flawOf('bobozqjx', { ...OWNER, login: 'bo', displayName: 'Bo' })).equal(undefined)
  })

  it('knows far more than the 3,000 commonest of the passwords that are long enough', async () => {
    const { dictionary } = await import('@zxcvbn-ts/language-common')
    const leaked = dictionary['passwords-common'].filter((one) => Array.from(one).length >= 8)
    expect(leaked.length).greaterThan(15_000)
    for (const one of leaked.filter((_, index) => index % 50 === 0)) {
      expect(await flawOf(one), one).oneOf(['common', 'own_words'])
    }
  })

  it('takes every random password', async () => {
    for (let drawn = 0; drawn < 2000; drawn += 1) {
      const password = randomBytes(12).toString('base64url')
      expect(await flawOf(password), password).equal(undefined)
    }
  })
})
