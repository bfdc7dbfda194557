import { strict as assert } from 'node:assert'
import { randomBytes } from 'node:crypto'
import { createPasswordHasher } from '../../src/methods/password/password-hasher.ts'
import { createAccountId } from '../../src/kernel/ids.ts'
import { systemClock } from '../../src/kernel/instant.ts'
import { commandLine } from '../support/command-line.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'

const PASSWORD = keepSecret('correct horse')

/** What a process or a terminal alone shows; the other tests of commands run them in the process of mocha. */
describe('oidc-step-up as a process', () => {
  const { run, runProcess, store, type } = commandLine()

  /** By the server's own hasher: `outdated` are other parameters than its own. */
  async function verified(login: string): Promise<{ matches: boolean; outdated: boolean }> {
    const found = await store().accounts.findByLogin(login)
    return createPasswordHasher().verify(found?.passwordHash ?? '', PASSWORD)
  }

  it('reads a pipe, prints its answer and not a word more, and ends with its exit code', async () => {
    const input = `${PASSWORD}\n`
    const added = await runProcess(['accounts', 'add', 'alice'], { input })
    assert.deepEqual([added.code, added.stdout, added.stderr], [0, 'created alice\n', ''])
    assert.deepEqual(await verified('alice'), { matches: true, outdated: false })
    const again = await runProcess(['accounts', 'add', 'alice'], { input })
    const refusal = 'there is an account "alice" already\n'
    assert.deepEqual([again.code, again.stdout, again.stderr], [4, '', refusal])
  })

  it('whose reader has gone ends as it would have, without complaint', async () => {
    await run(['accounts', 'add', 'alice', '--no-password'])
    const { code, stderr } = await runProcess(['accounts', 'list'], {
      attend: (child) => child.stdout.destroy(),
    })
    assert.deepEqual([code, stderr], [0, ''])
  })

  it('whose reader has gone before the backup was whole fails, and says so', async () => {
    await run(['accounts', 'add', 'alice', '--no-password'])
    const unread = await runProcess(['backup', '--to', '-'], {
      attend: (child) => child.stdout.destroy(),
    })
    assert.equal(unread.code, 1)
    assert.equal(unread.stderr, 'standard output was closed before the backup was whole\n')
  })

  it('is interrupted in good order', async () => {
    const { accounts } = store()
    const createdAt = systemClock()
    // More than a pipe holds, so that it cannot be through when the signal comes.
    const people = Array.from({ length: 400 }, (_, index) => {
      const displayName = randomBytes(4096).toString('base64')
      return accounts.add({ id: createAccountId(), login: `${index}`, displayName, createdAt })
    })
    await Promise.all(people)
    const { code, stderr } = await runProcess(['backup', '--to', '-'], {
      attend: (child) => child.stdout.once('data', () => child.kill('SIGINT')),
    })
    assert.deepEqual([code, stderr], [1, 'interrupted; nothing was left behind\n'])
  })

  it('asks twice on a terminal, and shows nothing of what is typed', async () => {
    const result = await type(
      ['accounts', 'add', 'alice'],
      [
        ['New password: ', PASSWORD],
        ['Again: ', PASSWORD],
      ],
    )
    assert.equal(result.code, 0, result.stdout)
    assert.equal(result.stdout.replaceAll('\r', ''), 'New password: \nAgain: \ncreated alice\n')
    assert.equal((await verified('alice')).matches, true)
  })

  it('takes no password that was given up on at a terminal', async () => {
    const interrupted = await type(['accounts', 'add', 'alice'], [['New password: ', '\u0003']])
    assert.equal(interrupted.code, 2)
    assert.deepEqual(await store().accounts.list(undefined, 1), [])
  })
})
