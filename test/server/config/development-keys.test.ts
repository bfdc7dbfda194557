import { execFile } from 'node:child_process'
import { createPublicKey } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { ConfigurationError } from '../../../src/kernel/faults.ts'
import { developmentKeys } from '../../../src/server/config/development-keys.ts'
import { firstKeys } from '../../../src/server/keys/first-keys.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const run = promisify(execFile)

describe('the keys of a development server', () => {
  const folder = temporaryFolder()

  it('are made once, for their owner’s eyes alone, and kept', () => {
    const dataDir = join(folder(), 'data')
    const made = developmentKeys(dataDir)
    const file = join(dataDir, 'keys.json')
    expect(statSync(file).mode & 0o777).equal(0o600)
    expect(readdirSync(dataDir)).deep.equal(['keys.json'])
    const [rsa, ec] = made.signing.reveal().keys
    expect(rsa).include({ kty: 'RSA', alg: 'RS256' })
    expect(createPublicKey({ key: rsa!, format: 'jwk' }).asymmetricKeyDetails).include({
      modulusLength: 2048,
    })
    expect(ec).include({ kty: 'EC', crv: 'P-256', alg: 'ES256' })
    for (const jwk of [rsa, ec]) expect(jwk).have.property('kid').a('string').not.empty

    const again = developmentKeys(dataDir)
    expect(again.signing.reveal()).deep.equal(made.signing.reveal())
    expect(again.cookies.reveal()).deep.equal(made.cookies.reveal())
    expect(again.sealing[0]?.key.reveal()).deep.equal(made.sealing[0]?.key.reveal())
  })

  it('are the same for processes that start at once', async () => {
    const module = new URL('../../../src/server/config/development-keys.ts', import.meta.url)
    const script = `
      const { developmentKeys } = await import(${JSON.stringify(module.href)})
      console.log(developmentKeys(process.argv[1]).cookies.reveal()[0].key)`
    const dataDir = join(folder(), 'data')
    const outputs = await Promise.all(
      Array.from({ length: 8 }, () =>
        run(process.execPath, ['--input-type=module', '-e', script, dataDir]),
      ),
    )
    expect(new Set(outputs.map(({ stdout }) => stdout)).size).equal(1)
    expect(readdirSync(dataDir)).deep.equal(['keys.json'])
  })

  describe('that a version before made, with ES256 alone,', () => {
    /** As 0.1.0 wrote them. */
    const older = (dataDir: string) => {
      mkdirSync(dataDir, { recursive: true })
      const { signing, ...others } = firstKeys('dev')
      const [, ec] = signing.keys
      const keys = { signing: { keys: [ec] }, ...others }
      writeFileSync(join(dataDir, 'keys.json'), JSON.stringify(keys), { mode: 0o600 })
      return { ec, cookies: others.cookies }
    }

    it('get an RSA key beside them, and nothing else changes', () => {
      const dataDir = join(folder(), 'older')
      const { ec, cookies } = older(dataDir)
      const keys = developmentKeys(dataDir)
      expect(keys.signing.reveal().keys[0]).deep.equal(ec)
      expect(keys.signing.reveal().keys.map(({ alg }) => alg)).deep.equal(['ES256', 'RS256'])
      expect(keys.cookies.reveal().map(({ key }) => key)).deep.equal(cookies)
      expect(developmentKeys(dataDir).signing.reveal()).deep.equal(keys.signing.reveal())
      expect(statSync(join(dataDir, 'keys.json')).mode & 0o777).equal(0o600)
    })

    it('are used as they are where nothing can be written', () => {
      const dataDir = join(folder(), 'locked')
      const { ec } = older(dataDir)
      writeFileSync(join(dataDir, 'keys.json.new'), '')
      expect(developmentKeys(dataDir).signing.reveal().keys).deep.equal([ec])
    })
  })

  it('are never made anew over a damaged file', () => {
    const file = join(folder(), 'keys.json')
    writeFileSync(file, '{}')
    expect(() => developmentKeys(folder())).throw(ConfigurationError, /keys\.json is damaged/)
    expect(readFileSync(file, 'utf8')).equal('{}')
  })

  it('name the option when they cannot be kept', () => {
    const file = join(folder(), 'a-file')
    writeFileSync(file, '')
    chmodSync(file, 0o600)
    expect(() => developmentKeys(file)).throw(ConfigurationError, /^development\.dataDir: cannot/)
  })
})
