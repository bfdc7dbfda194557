import { strict as assert } from 'node:assert'
import type { PasswordHasher } from '../../src/methods/password/password-hasher.ts'
import { openSqliteStore } from '../../src/stores/sqlite/open-sqlite-store.ts'
import { databaseOf } from '../support/database-of.ts'
import { Browser } from '../support/browser.ts'
import { linkIn, openMailbox, type Mailbox } from '../support/mailbox.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { cheapHasher, openTestServer, type TestServer } from '../support/test-server.ts'

const NEXT = keepSecret('an orchard of green apples')

describe('a link to reset a password', () => {
  let mailbox: Mailbox
  let server: TestServer
  /** Awaited by every hash. */
  let meanwhile: () => Promise<void> = async () => {}
  const hasher: PasswordHasher = {
    ...cheapHasher,
    async hash(password) {
      await meanwhile()
      return cheapHasher.hash(password)
    },
  }
  before(async () => {
    mailbox = await openMailbox()
    server = await openTestServer({ mail: mailbox.mail }, { hasher })
  })
  after(async () => {
    await server.close()
    await mailbox.close()
  })

  const at = (path: string): string => `${server.configuration.issuer}${path}`

  const asked = () => server.audit().filter(({ type }) => type === 'password_reset_asked')

  /** Asks so many times in turn, and waits until the server has done what it does about it. */
  async function ask(login: string, times = 1): Promise<void> {
    const browser = new Browser()
    const before = asked().length
    for (let time = 0; time < times; time += 1) {
      await browser.open(at('/password/forgot'))
      await browser.submit('/password/forgot', { login })
    }
    while (asked().length < before + times) await moment()
  }

  async function historyOf({ id }: { id: Parameters<TestServer['authenticators']['list']>[0] }) {
    const store = openSqliteStore({ path: databaseOf(server.configuration) })
    try {
      return await store.activity.list(id, undefined, 100)
    } finally {
      store.close()
    }
  }

  it('that strangers ask for again and again fills nobody’s history: in vain is told hourly', async () => {
    const account = await server.addAccount()
    await ask(account.login, 20)
    const told = asked().filter(
      (event) => 'accountId' in event && event.accountId === account.id && 'refused' in event,
    )
    assert.equal(told.length, 17, 'the audit trail has them all')
    // Three that were mailed, and one for all the others.
    assert.equal((await historyOf(account)).length, 4)
    server.advance(3600)
    await ask(account.login, 5)
    // Three again, and one for the others.
    assert.equal((await historyOf(account)).length, 8)
  })

  it('does not work any more when mails go to another address', async () => {
    const account = await server.addAccount()
    await ask(account.login)
    const link = linkIn(await mailbox.resetFor(account.login))
    const [open, late] = [new Browser(), new Browser()]
    assert.equal((await open.open(link)).status, 200)
    await server.accounts.setEmail(account.id, 'elsewhere@example.com')
    assert.equal((await open.submit('/password/reset', { new_password: NEXT })).status, 410)
    assert.equal((await late.open(link)).status, 410)
  })

  it('tells that it is done to both of two forms that came at the same time', async () => {
    const account = await server.addAccount()
    await ask(account.login)
    const browser = new Browser()
    await browser.open(linkIn(await mailbox.resetFor(account.login)))
    const { csrf = '' } = browser.form('/password/reset').fields
    const fields = { csrf, new_password: NEXT }
    // Of forms that are alike one would wait for the other one's answer: a field that nobody reads tells them apart.
    // Each comes while the other one's password is being hashed.
    const both = Promise.withResolvers<void>()
    let hashes = 0
    meanwhile = async () => {
      hashes += 1
      if (hashes === 2) both.resolve()
      await both.promise
    }
    const pages = await Promise.all(
      ['one', 'other'].map((apart) =>
        browser.tab().post(at('/password/reset'), { ...fields, apart }),
      ),
    )
    const done = 'Your password was changed'
    assert.deepEqual(
      pages.map(({ heading }) => heading),
      [done, done],
    )
    assert.equal((await browser.open(at('/password/reset'))).heading, done)
    const changes = server
      .audit()
      .filter((event) => event.type === 'password_changed' && event.accountId === account.id)
    assert.equal(changes.length, 1)
  })
})

const moment = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 25)
  })
