import { strict as assert } from 'node:assert'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { stringify } from 'yaml'
import { loadConfiguration } from '../../../src/server/config/load-configuration.ts'
import { InvalidConfiguration } from '../../../src/server/config/configuration.ts'
import {
  PATIENCE,
  parseCommand,
  runCommand,
  runCommandNow,
} from '../../../src/server/keys/command.ts'
import { productionSettings, randomKey, signingKeys } from '../../support/production-settings.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

describe('keys from a command', () => {
  const folder = temporaryFolder()

  /** A program of its own. */
  function program(script: string, name = 'keys'): string {
    const file = join(folder(), name)
    writeFileSync(file, `#!/bin/sh\n${script}\n`)
    chmodSync(file, 0o700)
    return file
  }
  const commandOf = (text: string, env = {}) => {
    const command = parseCommand(text, folder(), env)
    assert.ok(command, text)
    return command
  }
  const both = async (text: string, env = {}) => {
    const now = runCommandNow(commandOf(text, env))
    assert.deepEqual(await runCommand(commandOf(text, env)), now)
    return now
  }

  const load = (keys: object, env = {}) => {
    const file = join(folder(), 'config.yaml')
    const settings = { ...productionSettings(), store: `sqlite:${folder()}/data.sqlite` }
    writeFileSync(file, stringify({ ...settings, keys: { ...settings.keys, ...keys } }))
    return loadConfiguration({ file, env, profile: 'production' })
  }

  it('are what it prints, in the form of a file, named in the file or in a variable', () => {
    const [cookie, sealing] = [randomKey(), randomKey()]
    const set = JSON.stringify(signingKeys())
    const { keys } = load(
      {
        cookies: `command:${program(`echo ${cookie}`)}`,
        sealing: `command:${program(`echo "k7:${sealing}@2020-01-01T00:00:00Z"`, 'sealing')}`,
      },
      { OIDC_STEP_UP_SIGNING_KEYS: `command:${program(`echo '${set}'`, 'signing')}` },
    )
    assert.deepEqual(keys.cookies.reveal(), [{ key: cookie }])
    assert.equal(keys.sealing[0]?.id, 'k7')
    assert.equal(keys.sealing[0]?.from, Date.UTC(2020, 0, 1))
    assert.deepEqual(keys.signing.reveal(), JSON.parse(set))
    assert.equal(keys.sources?.signing.kind, 'command')
  })

  it('is run without a shell, with words as they are', async () => {
    const file = program('for word in "$@"; do echo "[$word]"; done')
    assert.deepEqual(await both(`${file} $HOME ;ls  *`), { text: '[$HOME]\n[;ls]\n[*]\n' })
    const words = JSON.stringify([file, 'with space', '"'])
    assert.deepEqual(await both(words), { text: '[with space]\n["]\n' })
  })

  it('is found by a path that is relative to the file which names it', async () => {
    mkdirSync(join(folder(), 'bin'))
    program('echo here', 'bin/keys')
    assert.deepEqual(await both('bin/keys'), { text: 'here\n' })
    assert.deepEqual(await both('echo found', { PATH: process.env['PATH'] }), { text: 'found\n' })
  })

  it('has the environment of the server, but nothing of what is meant for the server', async () => {
    const file = program('echo "$VAULT_ADDR/$OIDC_STEP_UP_COOKIE_KEYS/"')
    const env = { VAULT_ADDR: 'https://vault', OIDC_STEP_UP_COOKIE_KEYS: 'hush' }
    assert.deepEqual(await both(file, env), { text: 'https://vault//\n' })
  })

  it('tells what went wrong and what it said, and never what it printed', async () => {
    const file = program('echo the-key; echo "permission denied" >&2; exit 3')
    assert.deepEqual(await both(file), {
      problem: `"${file}" ended with 3, and said: permission denied`,
    })
    const missing = join(folder(), 'missing')
    assert.deepEqual(await both(missing), { problem: `"${missing}" cannot be run (ENOENT)` })
    const endless = program('head -c 2000000 /dev/zero')
    assert.match(JSON.stringify(await both(endless, { PATH: process.env['PATH'] })), /printed more/)
  })

  it('is given up after as long as the documentation says', async () => {
    const documented = readFileSync('config/default.yaml', 'utf8')
    assert.ok(
      documented.includes(`prints what a file would hold, within ${PATIENCE / 1000} seconds`),
    )
    const file = program('exec sleep 60')
    const command = commandOf(file, { PATH: process.env['PATH'] })
    const problem = `"${file}" did not end within 0.2 seconds`
    assert.deepEqual(await runCommand(command, 200), { problem })
    assert.deepEqual(runCommandNow(command, 200), { problem })
  })

  it('is waited for while it has that time', async () => {
    const file = program('sleep 1; echo the-key')
    assert.deepEqual(await both(file, { PATH: process.env['PATH'] }), { text: 'the-key\n' })
  })

  it('is refused by the name of its option, where it fails or prints no key', () => {
    const failing = program('echo the-key; exit 3')
    const wrong = program('echo the-key', 'wrong')
    const refusalOf = (keys: object): InvalidConfiguration => {
      try {
        load(keys)
      } catch (error) {
        if (error instanceof InvalidConfiguration) return error
      }
      throw new Error('the configuration was accepted')
    }
    for (const keys of [
      { cookies: `command:${failing}` },
      { cookies: `command:${wrong}` },
      { cookies: 'command:' },
      { cookies: 'command:[' },
      { sealing: `command:${wrong}` },
    ]) {
      const { path, message } = refusalOf(keys)
      assert.match(path, /^keys\.(cookies|sealing)/)
      assert.ok(!message.includes('the-key'), message)
    }
  })

  it('shows nobody its arguments or its environment', () => {
    const { keys } = load(
      { cookies: `command:${program(`echo ${randomKey()}`)} --token hush` },
      { VAULT_TOKEN: 'hush' },
    )
    assert.ok(!(JSON.stringify(keys) + inspect(keys, { depth: 20 })).includes('hush'))
  })
})
