import { strict as assert } from 'node:assert'
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError } from '../../../src/kernel/faults.ts'
import { replaceFile, withKeys } from '../../../src/server/keys/key-file.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const FILE = { kind: 'file', path: '' } as const
const DEVELOPMENT = { kind: 'development', path: '' } as const
const FROM = '2026-11-24T10:00:00Z'
const all = (): boolean => true

describe('a changed key file', () => {
  it('has words where it had words, one a line, and what was said at its top', () => {
    const text = '# Of the cookies\n# Mine\n\nold-one, old-two\nold-three\n'
    const key = { key: 'new', from: FROM }
    assert.equal(
      withKeys(text, FILE, 'cookies', [key], (index) => index !== 1),
      `# Of the cookies\n# Mine\n\nnew@${FROM}\nold-one\nold-three\n`,
    )
    const sealing = { id: 'k2', key: 'new', from: FROM }
    assert.equal(withKeys('k1:old', FILE, 'sealing', [sealing], all), `k2:new@${FROM}\nk1:old\n`)
  })

  it('has JSON where it had JSON, with all members that we do not know', () => {
    const text = '{"keys":[{"kty":"EC","note":"mine"}],"comment":"kept"}'
    const jwk = { kty: 'EC', from: FROM }
    const changed = withKeys(text, FILE, 'signing', [jwk], all)
    assert.deepEqual(JSON.parse(changed), {
      keys: [jwk, { kty: 'EC', note: 'mine' }],
      comment: 'kept',
    })
  })

  it('has YAML where it had YAML', () => {
    const text = '# Sealing\n- id: k1\n  key: old\n'
    const key = { id: 'k2', key: 'new', from: FROM }
    assert.equal(
      withKeys(text, FILE, 'sealing', [key], all),
      `# Sealing\n- id: k2\n  key: new\n  from: ${FROM}\n- id: k1\n  key: old\n`,
    )
  })

  it('keeps what was said of a key that stays, wherever that stands', () => {
    const text =
      '# Sealing\n\n# The one of spring\n- id: k2\n  key: newer # by Ann\n\n# The first\n- id: k1\n  key: old\n'
    const key = { id: 'k3', key: 'new', from: FROM }
    const changed = withKeys(text, FILE, 'sealing', [key], (index) => index === 0)
    assert.equal(
      changed,
      `# Sealing\n\n- id: k3\n  key: new\n  from: ${FROM}\n# The one of spring\n- id: k2\n  key: newer # by Ann\n`,
    )
  })

  it('keeps what was said among the members of a set', () => {
    const text = 'comment: kept # why\nkeys:\n  # The first\n  - kty: EC\n'
    assert.equal(
      withKeys(text, FILE, 'signing', [{ kty: 'RSA', from: FROM }], all),
      `comment: kept # why\nkeys:\n  - kty: RSA\n    from: ${FROM}\n  # The first\n  - kty: EC\n`,
    )
  })

  it('keeps what else stands in the file of a development server', () => {
    const before = { signing: { keys: [{ kid: 'a' }] }, cookies: ['c1'], sealing: [{ id: 's' }] }
    const text = JSON.stringify(before)
    const key = { key: 'c2', from: FROM }
    assert.deepEqual(JSON.parse(withKeys(text, DEVELOPMENT, 'cookies', [key], all)), {
      ...before,
      cookies: [`c2@${FROM}`, 'c1'],
    })
    const jwk = { kid: 'b', from: FROM }
    assert.deepEqual(JSON.parse(withKeys(text, DEVELOPMENT, 'signing', [jwk], () => false)), {
      ...before,
      signing: { keys: [jwk] },
    })
  })
})

describe('replacing a key file', () => {
  const folder = temporaryFolder()
  const write = (name = 'keys', mode = 0o600): string => {
    const file = join(folder(), name)
    writeFileSync(file, 'before')
    chmodSync(file, mode)
    return file
  }

  it('leaves whose it is and who may read it as it was, and nothing beside it', () => {
    for (const mode of [0o600, 0o640, 0o400]) {
      const file = write(`keys-${mode}`, mode)
      replaceFile('keys.cookies', file, 'before', 'after')
      assert.equal(readFileSync(file, 'utf8'), 'after')
      assert.equal(statSync(file).mode & 0o777, mode)
    }
    assert.ok(readdirSync(folder()).every((name) => !name.endsWith('.new')))
  })

  it('gives it back to the server’s own user, when root runs the command', () => {
    const file = write()
    const self = process.getuid?.() ?? 0
    const user = self === 0 ? 12_345 : self
    chownSync(file, user, process.getgid?.() ?? 0)
    replaceFile('keys.cookies', file, 'before', 'after')
    assert.equal(statSync(file).uid, user)
  })

  it('replaces what a link leads to', () => {
    mkdirSync(join(folder(), 'data'))
    const file = write('data/keys')
    const link = join(folder(), 'link')
    symlinkSync(file, link)
    replaceFile('keys.cookies', link, 'before', 'after')
    assert.ok(lstatSync(link).isSymbolicLink())
    assert.equal(readFileSync(file, 'utf8'), 'after')
  })

  it('writes nothing over what somebody else wrote meanwhile', () => {
    const file = write()
    assert.throws(
      () => replaceFile('keys.cookies', file, 'something else', 'after'),
      (error) => error instanceof ConfigurationError && /changed meanwhile/.test(error.message),
    )
    assert.equal(readFileSync(file, 'utf8'), 'before')
    assert.deepEqual(readdirSync(folder()), ['keys'])
  })

  it('writes nothing while another command does', () => {
    const file = write()
    writeFileSync(`${file}.new`, 'half of')
    assert.throws(() => replaceFile('keys.cookies', file, 'before', 'after'), /another command/)
    assert.equal(readFileSync(file, 'utf8'), 'before')
    assert.equal(readFileSync(`${file}.new`, 'utf8'), 'half of')
  })
})
