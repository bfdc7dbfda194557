import { strict as assert } from 'node:assert'
import { DatabaseSync } from 'node:sqlite'
import { databaseOf } from '../support/database-of.ts'
import { openTestServer, type TestServer } from '../support/test-server.ts'
import { ERROR_CLIENTS, ErrorScene } from './errors/scene.ts'

/** The two that are the server's own fault. */
describe('an error of the server', () => {
  let server: TestServer
  let scene: ErrorScene
  before(async () => {
    server = await openTestServer({ clients: ERROR_CLIENTS })
    scene = new ErrorScene(server)
  })
  after(() => server.close())

  /** The store, changed behind the server's back. */
  function change(statement: string): void {
    const database = new DatabaseSync(databaseOf(server.configuration))
    database.exec(statement)
    database.close()
  }

  it('is server_error where there is a bug, and a page for people: both say where to look', async () => {
    const { person } = await scene.signedIn()
    const code = await scene.code(person)
    const bug = (): never => {
      throw new Error('a bug')
    }
    server.provider.once('grant.success', bug)
    server.provider.once('authorization.success', bug)
    const { error, description } = await scene.redeem(code)
    assert.equal(error, 'server_error')
    assert.match(description, /X-Request-Id/)
    assert.doesNotMatch(description, /a bug/)
    const { headers } = await scene.authorize({}, person)
    const { status, html } = person.browser.page
    assert.equal(status, 500)
    assert.ok(html.includes(headers.get('x-request-id') ?? 'none'))
  })

  it('is temporarily_unavailable where the store is away, and a page for people: both say to ask again', async () => {
    const { person } = await scene.signedIn()
    const code = await scene.code(person)
    change('ALTER TABLE artefacts RENAME TO away')
    const { error, description, headers } = await scene.redeem(code)
    assert.equal(error, 'temporarily_unavailable')
    assert.match(description, /try again later/)
    assert.match(headers.get('retry-after') ?? '', /^\d+$/)
    const page = await scene.authorize({}, person)
    assert.equal(person.browser.page.status, 503)
    assert.match(page.headers.get('retry-after') ?? '', /^\d+$/)
    change('ALTER TABLE away RENAME TO artefacts')
  })
})
