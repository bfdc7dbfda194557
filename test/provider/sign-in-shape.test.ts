import { strict as assert } from 'node:assert'
import { createBuiltInDirectory } from '../../src/actions/built-in-directory.ts'
import { createAssumption, hasSecondFactor } from '../../src/sign-in/sign-in-shape.ts'
import { Person } from '../support/person.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { testServer } from '../support/test-server.ts'

const names = Array.from({ length: 1000 }, (_, index) => `nobody-${index}@example.com`)
const [OLD, NEW, OTHER] = ['an old key of a server', 'a newer key of it', 'yet another key'].map(
  keepSecret,
) as [string, string, string]

describe('what is assumed of names that nobody has', () => {
  const chosen = (keys: readonly string[]) => names.map(createAssumption(keys))

  it('is a second factor for about half of them', () => {
    const share = chosen([OLD]).filter(Boolean).length
    // Five standard deviations to either side.
    assert.ok(share > 420 && share < 580, String(share))
  })

  it('does not depend on how a name is spelled', () => {
    const assumes = createAssumption([OLD])
    for (const name of names.slice(0, 50)) {
      const spellings = [name.toUpperCase(), `  ${name}\t`, name.replace('@', '＠')]
      for (const spelling of spellings) assert.equal(assumes(spelling), assumes(name))
    }
  })

  it('stays when a key is put in front, and is another when the oldest goes', () => {
    assert.deepEqual(chosen([NEW, OLD]), chosen([OLD]))
    assert.deepEqual(chosen([OTHER, NEW, OLD]), chosen([OLD]))
    const changed = chosen([NEW]).filter((one, index) => one !== chosen([OLD])[index]).length
    assert.ok(changed > 420 && changed < 580, String(changed))
  })
})

describe('whether a name has a second factor', () => {
  const server = testServer()

  /** Counts the look-ups that an answer takes: cost is compared by work and not by clock. */
  async function ask(login: string) {
    const { accounts, authenticators, recoveryCodes } = server()
    const lookedUp: string[] = []
    const directory = createBuiltInDirectory(accounts)
    const answer = await hasSecondFactor(
      {
        directory: {
          ...directory,
          identify(name) {
            lookedUp.push('name')
            return directory.identify(name)
          },
        },
        authenticators: {
          ...authenticators,
          confirmed(id) {
            lookedUp.push('devices')
            return authenticators.confirmed(id)
          },
        },
        recoveryCodes: {
          ...recoveryCodes,
          find(id) {
            lookedUp.push('recovery codes')
            return recoveryCodes.find(id)
          },
        },
        assumesSecondFactor(name) {
          lookedUp.push('assumption')
          return name.startsWith('yes')
        },
      },
      login,
    )
    return { answer, lookedUp }
  }

  it('takes the same look-ups for known, unknown and disabled names', async () => {
    const [bare, guarded, disabled, recovering] = [
      await Person.of(server()),
      await Person.of(server()),
      await Person.of(server()),
      await Person.of(server()),
    ]
    await guarded.addDevice('Phone')
    await disabled.addDevice('Phone')
    await server().accounts.disable(disabled.account.id)
    await server().recoveryCodes.issue(recovering.account.id)
    for (const [login, answer] of [
      [bare.account.login, false],
      [guarded.account.login, true],
      [disabled.account.login, true],
      [recovering.account.login, true],
      ['yes-nobody@example.com', true],
      ['no-nobody@example.com', false],
    ] as const) {
      assert.deepEqual(await ask(login), {
        answer,
        lookedUp: ['name', 'devices', 'recovery codes', 'assumption'],
      })
    }
  })
})
