import { execFile } from 'node:child_process'
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { ConfigurationError } from '../../../src/faults.ts'
import { developmentKeys } from '../../../src/server/config/development-keys.ts'
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
    const [jwk] = made.signing.reveal().keys
    expect(jwk).include({ kty: 'EC', crv: 'P-256', alg: 'ES256' })
    expect(jwk).have.property('kid').a('string').not.empty

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
