import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { dateOf, systemClock } from '../kernel/instant.ts'
import { firstKeys } from '../server/keys/first-keys.ts'
import { done, type Answer, declined, faulty } from './answer.ts'
import { codeOf } from '../kernel/faults.ts'

/** Makes the keys of a new deployment, in files that their owner alone can read. All of them, or none. */
export function createKeys(folder: string): Answer {
  const { signing, cookies, sealing } = firstKeys(dateOf(systemClock()).toISOString().slice(0, 10))
  const files = {
    'signing.json': `${JSON.stringify(signing, undefined, 2)}\n`,
    cookies: `${cookies.join('\n')}\n`,
    sealing: `${sealing.map(({ id, key }) => `${id}:${key}`).join('\n')}\n`,
  }
  const written: string[] = []
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    for (const [name, content] of Object.entries(files)) {
      const path = join(folder, name)
      writeFileSync(path, content, { mode: 0o600, flag: 'wx', flush: true })
      written.push(path)
    }
  } catch (error) {
    for (const path of written) rmSync(path, { force: true })
    const code = codeOf(error)
    if (code === 'EEXIST') {
      const message = `there are keys in ${folder} already; nothing was written`
      return declined('keys_exist', message)
    }
    return faulty('keys_not_written', `cannot write keys in ${folder} (${code})`)
  }
  const at = resolve(folder)
  const options = {
    signing: `file:${join(at, 'signing.json')}`,
    cookies: `file:${join(at, 'cookies')}`,
    sealing: `file:${join(at, 'sealing')}`,
  }
  return done(textOf(options), { keys: options })
}

const textOf = ({
  signing,
  cookies,
  sealing,
}: Record<string, string>): string => `The keys are made.

keys:
  signing: ${signing}
  cookies: ${cookies}
  sealing: ${sealing}

Keep a copy where the store and its backups are not. If you lose the sealing key, every second factor is lost.`
