import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import QRCode from 'qrcode'
import { Secret } from '../../src/kernel/secret.ts'
import { codeAt } from '../../src/methods/totp/index.ts'
import { isRefused, type Entry, type Refused } from '../../src/moving-in/entry.ts'
import { FORMATS, readFiles, type FormatName, type SourceFile } from '../../src/moving-in/index.ts'
import { stepAt } from '../../src/people/authenticator.ts'
import type { Instant } from '../../src/kernel/instant.ts'
import { EXPECTED, KEYS, MALFORMED } from './expected.ts'

const FOLDER = new URL('fixtures/', import.meta.url)
/** 2009-02-13 23:31:30 UTC. */
const NOW = 1_234_567_890_000 as Instant

const fileOf = (name: string, more: Partial<SourceFile> = {}): SourceFile => ({
  name,
  bytes: new Uint8Array(readFileSync(new URL(name, FOLDER))),
  ...more,
})

async function entriesOf(from: FormatName, ...files: readonly SourceFile[]) {
  const reading = await readFiles(from, files)
  if (reading.outcome === 'malformed') throw new Error(reading.problem)
  return reading.entries
}

const refusalsIn = (entries: readonly (Entry | Refused)[]): Refused[] =>
  entries.flatMap((one) => (isRefused(one) ? [one] : one.devices.filter(isRefused)))

describe('moving in: formats', () => {
  it('has a fixture for each', () => {
    const tested = new Set(EXPECTED.map(({ from }) => from))
    expect([...tested]).to.have.members(Object.keys(FORMATS))
  })

  for (const { from, file, password, algorithm, devices, refused } of EXPECTED) {
    it(`reads ${file} so that codes are those of oathtool, and refuses the rest with its place`, async () => {
      const more = {
        ...(password === undefined ? {} : { password: new Secret(password) }),
        ...(algorithm === undefined ? {} : { algorithm }),
      }
      const entries = await entriesOf(from, fileOf(file, more))
      const found = entries.flatMap((one) =>
        isRefused(one)
          ? []
          : one.devices.flatMap((device) =>
              isRefused(device) ? [] : [{ name: one.person.name, ...device }],
            ),
      )
      expect(found.map(({ name }) => name)).deep.equal(devices.map(([name]) => name))
      for (const [at, { secret, parameters }] of found.entries()) {
        const [, key = 'k20', hash = 'SHA1', digits = 6, period = 30] = devices[at] ?? []
        expect(parameters).deep.equal({ algorithm: hash, digits, period })
        const code = execFileSync('oathtool', [
          `--totp=${hash}`,
          `--digits=${digits}`,
          `--time-step-size=${period}s`,
          `--now=@${NOW / 1000}`,
          KEYS[key].toString('hex'),
        ])
        expect(codeAt(secret, stepAt(NOW, period), parameters)).equal(code.toString().trim())
      }
      const problems = refusalsIn(entries).map(({ place, refused: why }) => `${place}: ${why}`)
      expect(problems).to.have.length(refused.length)
      for (const [at, problem] of problems.entries()) expect(problem).match(refused[at] ?? /^$/)
    })
  }

  for (const [from, file, problem] of MALFORMED) {
    it(`takes nothing of ${file} as ${from}, and says why`, async () => {
      const reading = await readFiles(from, [fileOf(file)])
      expect(reading.outcome).equal('malformed')
      expect('problem' in reading && reading.problem).match(problem)
    })
  }

  it('says of an encrypted file when its password is another', async () => {
    for (const { from, file } of EXPECTED.filter(({ file: name }) => /encrypted|aes/.test(name))) {
      const reading = await readFiles(from, [fileOf(file, { password: new Secret('another') })])
      expect('problem' in reading && reading.problem, file).match(
        /does not open with this password/,
      )
    }
  })

  it('reads Google Authenticator’s QR codes from pictures, in any order', async () => {
    const lines = readFileSync(new URL('google.txt', FOLDER), 'utf8').trim().split('\n')
    const pictures = await Promise.all(
      lines.map(async (line, at) => ({
        name: `${at}.png`,
        bytes: new Uint8Array(await QRCode.toBuffer(line, { scale: 3 })),
      })),
    )
    const names = (await entriesOf('google', ...pictures.toReversed())).map((one) =>
      isRefused(one) ? '-' : one.person.name,
    )
    expect(names).deep.equal(['cid', '-', '-', 'ann', 'bob'])
  })

  it('reads no document type of XML, and so no file that one names', async () => {
    const plain = readFileSync(new URL('pskc-plain.xml', FOLDER), 'utf8')
    const type = '<!DOCTYPE k [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    const text = plain.replace('?>', `?>${type}`).replace('Example<', '&e;<')
    const reading = await readFiles('pskc', [{ name: 'x.xml', bytes: Buffer.from(text) }])
    expect('problem' in reading && reading.problem).match(/document type, which is not read/)
  })

  it('takes passwords, and what does not come along is said', async () => {
    const [ann, bob] = await entriesOf('keycloak', fileOf('keycloak.json'))
    expect(ann).property('password').property('hash').a('string')
    expect(ann).property('person').deep.include({ displayName: 'Ann Lee', emailVerified: true })
    expect(bob).property('left').deep.equal(['required action “UPDATE_PASSWORD”'])
    expect(bob).property('person').deep.include({ disabled: true })
    for (const [from, file] of [
      ['kratos', 'kratos.json'],
      ['auth0', 'auth0.json'],
      ['authentik', 'authentik.csv'],
      ['authelia', 'authelia-users.yml'],
    ] as const) {
      const [entry] = await entriesOf(from, fileOf(file))
      expect(entry, file).property('password').property('hash').a('string')
    }
  })
})
