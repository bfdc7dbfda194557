import { strict as assert } from 'node:assert'
import { Person } from '../support/person.ts'
import { testServer } from '../support/test-server.ts'

interface Data {
  readonly account: { readonly id: string; readonly name: string }
  readonly devices: readonly { readonly name: string; readonly digits: number }[]
  readonly recoveryCodes: { readonly count: number; readonly left: number }
  readonly sessions: readonly object[]
  readonly activity: readonly { readonly at: string; readonly type: string }[]
}

describe('the account as a file', () => {
  const server = testServer()

  it('holds what belongs to the account, and no secret', async () => {
    const person = await Person.of(server())
    await person.openAccount()
    await person.givePassword()
    const device = await person.addDevice('Ann’s phone')
    const page = await person.openAccount('/account')
    assert.match(page.html, /href="\/account\/data"/)
    const { html, headers } = await person.openAccount('/account/data')
    assert.match(headers.get('content-disposition') ?? '', /attachment; filename="account.json"/)
    assert.equal(headers.get('cache-control'), 'no-store')
    const data = JSON.parse(html) as Data
    assert.equal(data.account.id, person.account.id)
    assert.deepEqual(
      data.devices.map(({ name, digits }) => [name, digits]),
      [['Ann’s phone', 6]],
    )
    assert.equal(data.recoveryCodes.left, data.recoveryCodes.count)
    assert.equal(data.sessions.length, 1)
    const types = data.activity.map(({ type }) => type)
    assert.ok(types.includes('device_confirmed') && types.includes('signed_in'))
    assert.doesNotMatch(html, /secret|hash|\$argon2|keyId/i)
    assert.ok(device.code().length > 0 && !person.recoveryCodes.some((code) => html.includes(code)))
  })

  it('is for nobody who is not signed in', async () => {
    const page = await (await Person.of(server())).openAccount('/account/data')
    assert.ok(page.forms.some(({ action }) => /identify|password/.test(action)))
  })
})
