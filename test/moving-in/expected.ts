import type { FormatName } from '../../src/moving-in/index.ts'

const K20 = '12345678901234567890'
export const KEYS = {
  k20: Buffer.from(K20),
  k32: Buffer.from((K20 + K20).slice(0, 32)),
  k64: Buffer.from(K20.repeat(4).slice(0, 64)),
  high: Buffer.from(Array.from({ length: 20 }, (_, at) => 200 + at)),
  plus: Buffer.from('fbff'.repeat(16), 'hex'),
} as const

type Settings = readonly [
  name: string,
  key: keyof typeof KEYS,
  algorithm?: 'SHA1' | 'SHA256' | 'SHA512',
  digits?: 6 | 8,
  period?: number,
]

/** A file, and what is in it: devices in their order, and why others are refused. */
export interface Expected {
  readonly from: FormatName
  readonly file: string
  readonly password?: string
  readonly algorithm?: 'SHA1'
  readonly devices: readonly Settings[]
  /** In their order, with their lines. */
  readonly refused: readonly RegExp[]
}

const ann: Settings = ['ann', 'k20']
const bob: Settings = ['bob', 'k32', 'SHA256', 8, 60]
const HOTP = /HOTP/
const STEAM = /Steam/

export const EXPECTED: readonly Expected[] = [
  {
    from: 'keycloak',
    file: 'keycloak.json',
    devices: [ann, bob],
    refused: [/^line \d+: .*HOTP/, /service account/],
  },
  {
    from: 'authelia',
    file: 'authelia.yml',
    devices: [ann, bob, ['cid', 'k64', 'SHA512']],
    refused: [/^line 26: codes of 10 digits: taken are 6 and 8$/],
  },
  { from: 'authelia', file: 'authelia.csv', devices: [ann, bob], refused: [] },
  { from: 'authelia', file: 'authelia.txt', devices: [ann], refused: [] },
  { from: 'authelia', file: 'authelia-users.yml', devices: [], refused: [] },
  { from: 'kratos', file: 'kratos.json', devices: [['ann@example.com', 'k20']], refused: [] },
  {
    from: 'auth0',
    file: 'auth0.json',
    devices: [['ann@example.com', 'k20']],
    refused: [/secret is empty/],
  },
  {
    from: 'authentik',
    file: 'authentik.csv',
    devices: [ann, ['ann', 'k20', 'SHA1', 8, 60]],
    refused: [/^line 5: time that is counted from “5”/],
  },
  { from: 'authentik', file: 'authentik.json', devices: [ann], refused: [] },
  {
    from: 'privacyidea',
    file: 'privacyidea.csv',
    algorithm: 'SHA1',
    devices: [ann, ['bob', 'k20', 'SHA1', 8], ['TOTP0003', 'k20', 'SHA1', 6, 60]],
    refused: [/^line 4: .*HOTP/],
  },
  {
    from: 'privacyidea',
    file: 'privacyidea.yml',
    devices: [ann, bob],
    refused: [/algorithm “md5”/],
  },
  { from: 'pskc', file: 'pskc-plain.xml', devices: [ann, bob], refused: [/^line \d\d: .*HOTP/] },
  {
    from: 'pskc',
    file: 'pskc-pbkdf2.xml',
    password: 'qwerty',
    devices: [ann, bob],
    refused: [HOTP],
  },
  {
    from: 'pskc',
    file: 'pskc-key.xml',
    password: '12345678901234567890123456789012',
    devices: [ann, bob],
    refused: [HOTP],
  },
  {
    from: 'otpauth',
    file: 'otpauth.txt',
    devices: [ann, bob, ['cid', 'k64', 'SHA512']],
    refused: [
      /^line 5: .*HOTP/,
      /^line 6: the algorithm “SHA-256”: taken are SHA1, SHA256 and SHA512$/,
      /^line 7: codes of 7 digits/,
      /^line 8: the secret is empty$/,
    ],
  },
  {
    from: 'google',
    file: 'google.txt',
    devices: [ann, ['bob', 'plus', 'SHA256', 8], ['cid', 'k20']],
    refused: [/^line 2, device 2: the algorithm “MD5”/, /^line 2, device 3: .*HOTP/],
  },
  ...['aegis.json', 'aegis-encrypted.json'].map((file) => ({
    from: 'aegis' as const,
    file,
    password: 'test',
    devices: [ann, ['bob', 'k32', 'SHA256', 8, 50]] as const,
    refused: [HOTP, STEAM, /mOTP/, /7 digits/],
  })),
  ...['2fas.json', '2fas-encrypted.json'].map((file) => ({
    from: '2fas' as const,
    file,
    password: 'test',
    devices: [ann, bob, ['cid', 'k20']] as const,
    refused: [STEAM, HOTP],
  })),
  {
    from: 'freeotp+',
    file: 'freeotp-plus.json',
    devices: [ann, ['bob', 'high', 'SHA256', 8, 60]],
    refused: [HOTP],
  },
  ...['andotp.json', 'andotp.json.aes'].map((file) => ({
    from: 'andotp' as const,
    file,
    password: 'test',
    devices: [ann, bob],
    refused: [/mOTP/],
  })),
  {
    from: 'ente',
    file: 'ente.txt',
    devices: [
      ['ann #1', 'k20'],
      ['bob 100%', 'k32', 'SHA256', 8, 60],
    ],
    refused: [/^line 3: it is in the trash there$/, STEAM],
  },
  { from: 'proton', file: 'proton.json', devices: [ann, bob], refused: [STEAM] },
  { from: 'bitwarden', file: 'bitwarden.json', devices: [ann, bob], refused: [STEAM] },
  { from: 'bitwarden', file: 'bitwarden.csv', devices: [ann], refused: [] },
  { from: 'stratum', file: 'stratum.json', devices: [ann, bob], refused: [HOTP] },
  {
    from: 'keepassxc',
    file: 'keepassxc.csv',
    devices: [ann, bob],
    refused: [/^line 4: the secret is empty$/, /^line 5: the secret is empty$/],
  },
]

/** Files that nothing is taken of, and why. */
export const MALFORMED: readonly (readonly [from: FormatName, file: string, problem: RegExp])[] = [
  [
    'privacyidea',
    'privacyidea.csv',
    /does not say what its tokens hash by: say it with --algorithm/,
  ],
  ['aegis', 'aegis-encrypted.json', /encrypted: give its password with --password-file/],
  ['2fas', '2fas-encrypted.json', /encrypted: give its password with --password-file/],
  ['andotp', 'andotp.json.aes', /give its password with --password-file/],
  ['pskc', 'pskc-pbkdf2.xml', /encrypted: give its password/],
  ['google', 'google-part.txt', /^line 1: it is one of 2 parts, and 1 of them are there/],
  ['freeotp+', 'freeotp2-externalBackup.xml', /FreeOTP 2/],
  ['keycloak', 'otpauth.txt', /^line 1: not JSON/],
  ['keepassxc', 'authelia.csv', /^line 1: there is no column title/],
]
