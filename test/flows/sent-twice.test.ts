import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { consoleRoutes } from '../../src/console/routes.ts'
import type { ConsoleContext } from '../../src/console/console-context.ts'
import {
  FORGOT_PATH,
  RESET_PATH,
  UNDO_EMAIL_PATH,
  passwordRoutes,
} from '../../src/sign-in/passwords/routes.ts'
import type { PasswordsContext } from '../../src/sign-in/passwords/context.ts'
import { interactionRoutes } from '../../src/sign-in/routes.ts'
import type { PageContext } from '../../src/sign-in/page-context.ts'
import type { AuthenticatorId } from '../../src/kernel/ids.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { DEFAULT_TOTP } from '../../src/people/index.ts'
import { Browser, type Page, type PageForm } from '../support/browser.ts'
import { openMailbox, type Mailbox } from '../support/mailbox.ts'
import { Person, deviceOf, keyOn } from '../support/person.ts'
import { relyingParty } from '../support/relying-party.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { createTestClock } from '../support/test-clock.ts'
import { PASSWORD, clientsWith, openTestServer, type TestServer } from '../support/test-server.ts'
import { signIn, stepOf } from '../support/visit.ts'
import { ROWS, type Scene, type TwiceRow } from '../support/twice.ts'

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

/** What decides about which routes there are; nothing else is asked of it before a request comes. */
const parts = {
  path: '/account',
  turnOffWith: 'code',
  asksFirstFactor: true,
  signInPage: 'email-first',
} as const
const routers = [
  interactionRoutes({ ...parts, path: '/interaction' } as unknown as PageContext),
  consoleRoutes(parts as unknown as ConsoleContext),
  passwordRoutes({
    addresses: { forgot: FORGOT_PATH, reset: RESET_PATH, undoEmail: UNDO_EMAIL_PATH },
  } as unknown as PasswordsContext),
]
/** The library's own: not a router of ours, and two addresses. */
const LIBRARY = ['/device', '/session/end/confirm']

const routes = routers.flatMap(({ stack }) =>
  stack.flatMap(({ methods, path }) => (methods.includes('POST') ? [String(path)] : [])),
)

/** Where the second of two goes. */
const PLACES = ['one node on SQLite', 'two nodes on SQLite', 'two nodes on Redis'] as const

describe('every form', () => {
  it('has its row among those that are sent twice', () => {
    assert.ok(routes.length > 25, 'they are not found')
    assert.deepEqual(Object.keys(ROWS).toSorted(), [...routes, ...LIBRARY].toSorted())
  })
})

async function signedIn({ server }: Scene): Promise<{ person: Person }> {
  const person = await Person.of(server)
  await signIn(person, await relyingParty(server))
  return { person }
}

async function withPhone(scene: Scene): Promise<{ person: Person }> {
  const person = await Person.of(scene.server)
  await person.addDevice('Phone')
  return { person }
}

/** What our script sends when somebody wants to stay. */
const noticesOf = ({ html }: Page): PageForm[] =>
  [...html.matchAll(/data-action="([^"]*)" data-csrf="([^"]*)"/g)].map(
    ([, action = '', csrf = '']) => ({ action, fields: { csrf } }),
  )

/** Buttons that send their form to somewhere else. */
const asideOf = ({ html, forms }: Page): PageForm[] =>
  [...html.matchAll(/formaction="([^"]*)"/g)].map(([, action = '']) => ({
    action,
    fields: forms[0]?.fields ?? {},
  }))

for (const place of PLACES)
  describe(`a form that is sent twice (${place})`, () => {
    let mailbox: Mailbox
    let redis: SharedRedis | undefined
    let folder: string
    let first: TestServer
    let second: TestServer
    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
      mailbox = await openMailbox()
      if (place.endsWith('Redis')) redis = await openSharedRedis()
      const shared = { folder, time: createTestClock() }
      const grants = ['authorization_code', 'refresh_token', DEVICE_GRANT]
      const store = redis ? { store: { kind: 'redis', url: new Secret(redis.url) } as const } : {}
      const common = {
        mail: mailbox.mail,
        // So that there are apps that ignore it.
        newDevices: { ...DEFAULT_TOTP, algorithm: 'SHA256' } as const,
        clients: clientsWith({ shop: { grant_types: grants } }),
        ...store,
      }
      first = await openTestServer(common, shared)
      const { issuer } = first.configuration
      second = place.startsWith('one') ? first : await openTestServer({ ...common, issuer }, shared)
    })
    let isClosed = false
    async function close(): Promise<void> {
      if (isClosed) return
      isClosed = true
      for (const node of nodes()) await node.close()
    }
    after(async () => {
      await close()
      await redis?.close()
      await mailbox.close()
      rmSync(folder, { recursive: true, force: true })
    })

    const nodes = () => [...new Set([first, second])]
    const eventsOf = ({ account }: Person, { done = [] }: TwiceRow) =>
      nodes()
        .flatMap((node) => node.audit())
        .filter((event) => 'accountId' in event && event.accountId === account.id)
        // That a code was refused the second time is told, and does nothing.
        .filter((event) => !('outcome' in event) || event.outcome === 'accepted')
        .map(({ type }) => type)
        .filter((type) => done.includes(type))

    /** The form on the page that somebody stands before, of this route. */
    function formOf({ browser: { page } }: Person, route: string): PageForm {
      const address = new RegExp(`^${route.replaceAll(/:\w+/g, '[^/]+')}$`)
      const isThere = ({ action }: PageForm) => address.test(new URL(action, page.url).pathname)
      const form = [...page.forms, ...noticesOf(page), ...asideOf(page)].findLast(isThere)
      assert.ok(form, `no form to ${route} on "${page.heading}"`)
      return form
    }

    /** What a browser was answered, without what is another at each page. */
    async function send(browser: Browser, node: TestServer, form: PageForm, fields = {}) {
      const { issuer } = first.configuration
      const { pathname, search } = new URL(form.action, issuer)
      const response = await browser.send(`${node.url}${pathname}${search}`, {
        method: 'POST',
        body: new URLSearchParams({ ...form.fields, ...fields }),
        headers: { Origin: issuer },
      })
      const html = (await response.text()).replaceAll(
        /(name="csrf" value|data-csrf|data-seconds)="[^"]*"/g,
        '',
      )
      const way = response.headers.get('Location')
      return { status: response.status, way, html: way === null ? html : '' }
    }

    /** What is looked at when all is done. */
    const later: (() => void)[] = []
    function assertOnce(person: Person, row: TwiceRow, before: readonly string[]): void {
      const all = [...before, ...(row.done ?? [])].toSorted()
      const look = () => assert.deepEqual(eventsOf(person, row).toSorted(), all)
      if (row.afterwards) later.push(look)
      else look()
    }

    for (const [route, row] of Object.entries(ROWS)) {
      it(`POST ${route} is answered alike and acts once: again, because its answer was lost`, async () => {
        const { person, fields } = await row.prepare({ server: first, mailbox })
        const form = formOf(person, route)
        const before = eventsOf(person, row)
        const { browser } = person
        const deaf = new Browser(browser.jar.cloneSync(), browser)
        const copy = new Browser(browser.jar.cloneSync(), browser)
        const next = `${first.configuration.issuer}/account`
        const answer = await send(browser, first, form, fields)
        assert.ok(answer.status < 400, answer.html)
        // Its former id alone must not come by what the form has earned.
        if (row.raises) assert.equal(stepOf(await copy.open(next)), 'password')
        assert.deepEqual(await send(deaf, second, form, fields), answer)
        if (!row.ends) assert.deepEqual(await send(browser, second, form, fields), answer)
        assertOnce(person, row, before)
        // Whichever answer it got, the browser is where it was led to.
        if (!route.startsWith('/account')) return
        const [lost, got] = [await deaf.open(next), await browser.open(next)]
        assert.equal(lost.heading, got.heading)
        assert.notEqual(stepOf(lost), 'password')
      })

      it(`POST ${route} is answered alike and acts once: twice at the same time`, async () => {
        const { person, fields } = await row.prepare({ server: first, mailbox })
        const form = formOf(person, route)
        const before = eventsOf(person, row)
        const tabs = [person.browser.tab(), person.browser.tab()]
        const [one, other] = await Promise.all(
          tabs.map((tab, index) => send(tab, index === 0 ? first : second, form, fields)),
        )
        assert.ok(one && other && one.status < 400, one?.html)
        assert.deepEqual(other, one)
        assertOnce(person, row, before)
      })
    }

    const SETUP = '/account/devices/:id/setup'
    const BEFORE = { 'a first device': signedIn, 'a further device': withPhone } as const
    for (const [which, begin] of Object.entries(BEFORE)) {
      /** Each tab has a form of its own, for one device; and a code of it. */
      async function twoTabs() {
        const { person } = await begin({ server: first, mailbox })
        const known = (await first.authenticators.confirmed(person.account.id)).length
        await person.openAccount('/account/devices/add')
        const typed = { name: 'Tablet', password: PASSWORD }
        const page = await person.browser.submit('/devices/add', typed)
        const other = person.inAnotherTab()
        await other.browser.open(page.url)
        const tablet = deviceOf(first, 'Tablet', keyOn(page))
        const code = tablet.code()
        const forms = [formOf(person, SETUP), formOf(other, SETUP)] as const
        assert.notDeepEqual(forms[0], forms[1])
        const confirmed = () =>
          eventsOf(person, { ...ROWS[SETUP]!, done: ['device_confirmed'] }).length - known
        return { person, other, forms, code, tablet, confirmed }
      }

      it(`two tabs with the key of ${which} lead to the same, one after the other`, async () => {
        const { person, other, forms, code, confirmed } = await twoTabs()
        const answer = await send(person.browser, first, forms[0], { code })
        assert.equal(answer.status, 303)
        assert.deepEqual(await send(other.browser, second, forms[1], { code }), answer)
        const page = await other.openAccount(answer.way ?? '')
        assert.match(page.html, answer.way === '/account' ? /“Tablet” was added/ : /recovery codes/)
        assert.equal(confirmed(), 1)
      })

      it(`two tabs with the key of ${which} lead to the same, at the same time`, async () => {
        const { person, other, forms, code, confirmed } = await twoTabs()
        const [one, two] = await Promise.all([
          send(person.browser, first, forms[0], { code }),
          send(other.browser, second, forms[1], { code }),
        ])
        // Whichever comes too late for the session's former id is led back by the present one.
        for (const { status, way } of [one, two]) {
          assert.equal(status, 303)
          const page = await other.browser.open(new URL(way ?? '', first.configuration.issuer).href)
          assert.match(page.url, /\/account(\/recovery-codes)?$/)
        }
        assert.equal(confirmed(), 1)
      })

      it(`two tabs with the key of ${which} lead to the list by another code, or none, which is not looked at`, async () => {
        const { person, other, forms, code, confirmed } = await twoTabs()
        await send(person.browser, first, forms[0], { code })
        // Nobody is waited for by then.
        first.advance(11)
        for (const further of ['000000', '']) {
          const { status, way } = await send(other.browser, second, forms[1], { code: further })
          assert.equal(status, 303)
          assert.match(way ?? '', /^\/account(\/recovery-codes)?$/)
        }
        assert.match(
          (await other.browser.open(other.browser.page.url)).url,
          /\/account(\/recovery-codes)?$/,
        )
        assert.equal(confirmed(), 1)
      })

      it(`two tabs with the key of ${which} have nothing there in another account, nor when the device is gone`, async () => {
        const { person, other, forms, code } = await twoTabs()
        await send(person.browser, first, forms[0], { code })
        const path = new URL(forms[0].action, first.configuration.issuer).pathname
        const { person: stranger } = await signedIn({ server: first, mailbox })
        assert.equal((await stranger.openAccount(path)).status, 404)
        await first.authenticators.remove(person.account.id, path.split('/')[3] as AuthenticatorId)
        assert.equal((await other.browser.open(other.browser.page.url)).status, 404)
      })
    }

    it('does once, too, what it does when the answer is out', async () => {
      await close()
      const looks = later.splice(0)
      assert.ok(looks.length > 0)
      for (const look of looks) look()
    })
  })
