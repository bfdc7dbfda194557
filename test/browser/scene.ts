import { strict as assert } from 'node:assert'
import type { BrowserContext, BrowserContextOptions } from 'playwright-core'
import type { Account } from '../../src/people/account.ts'
import {
  demoClientMetadata,
  openDemoRelyingParty,
  type DemoRelyingParty,
} from '../../src/demo/index.ts'
import { matchLanguage } from '../../src/kernel/languages.ts'
import type { Configuration } from '../../src/server/config/configuration.ts'
import { catalogues } from '../../src/views/texts.ts'
import { base32Of, keyUri } from '../../src/methods/totp/key-uri.ts'
import { listenOnLoopback, portOf } from '../support/listener.ts'
import { sharedBrowser } from '../support/open-browser.ts'
import type { PathProxy } from '../support/path-proxy.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { createTestClock } from '../support/test-clock.ts'
import { openTestServer, type TestServer } from '../support/test-server.ts'
import { phoneOf, type Phone } from './phone.ts'
import { Walker } from './walker.ts'
import { ENROLLER } from '../support/enroller.ts'

/** Has a space in it, which QR codes must not turn into a plus. */
export const SERVICE = 'Acme Co'

/**
 * Another host name than the provider's: to the browser they are two sites, as in real life, and
 * cookies and `form-action` are treated so.
 */
const DEMO_HOST = '127.0.0.1'
const DEMO_SECRET = keepSecret('a-secret-of-the-demo-and-nobody-else')

export type WalkerOptions = BrowserContextOptions & {
  /** @default one of their own */
  readonly account?: Account
}

/** How each area is walked: whoever it is, it works. */
export const WAYS: Readonly<Record<string, WalkerOptions>> = {
  'with JavaScript': {},
  'without JavaScript': { javaScriptEnabled: false },
}

/** One more, where it meets pages that it has not met elsewhere: on a phone, and from right to left. */
export const ARABIC = { locale: 'ar', viewport: { width: 390, height: 844 } } as const

/** The complete server, the demo relying party, and a browser to visit them with. */
export interface Scene {
  readonly server: TestServer
  readonly demo: DemoRelyingParty
  /** Somebody with an account and a browser of their own, the password in mind. */
  readonly walker: (options?: WalkerOptions) => Promise<Walker>
  /** A device that was added some time ago, without the pages. */
  readonly phoneOf: (account: Account, name?: string) => Promise<Phone>
  /** The recovery codes that came with it. */
  readonly codesOf: (account: Account) => Promise<readonly string[]>
  close(): Promise<void>
}

/** @param proxy what stands before the server, and gives it its issuer */
export async function openScene(
  overrides: Partial<Configuration> = {},
  proxy?: PathProxy,
): Promise<Scene> {
  const client = { host: DEMO_HOST, clientId: 'demo', clientSecret: DEMO_SECRET }
  // Each has to know where the other is: both listen before they are configured.
  const listener = await listenOnLoopback()
  proxy?.leadTo(portOf(listener))
  const issuer = proxy?.issuer ?? `http://localhost:${portOf(listener)}`
  const time = createTestClock()
  const demo = await openDemoRelyingParty({
    ...client,
    port: 0,
    issuer,
    secondFactorAcr: 'urn:step-up:2fa',
    productName: SERVICE,
    clock: time.clock,
  })
  const metadata = demoClientMetadata({ ...client, port: Number(new URL(demo.url).port) })
  const server = await openTestServer(
    {
      clients: [{ ...metadata, first_party: true }],
      productName: SERVICE,
      issuerName: SERVICE,
      issuer,
      ...overrides,
    },
    { listener, time },
  )
  const browser = await sharedBrowser()
  const contexts: BrowserContext[] = []
  return {
    server,
    demo,
    async walker({ account, ...options } = {}) {
      const who = account ?? (await server.addAccount())
      const scripting = options.javaScriptEnabled ?? true
      const language = matchLanguage([options.locale ?? '']) ?? 'en'
      const texts = catalogues[language]
      const context = await browser.newContext(options)
      contexts.push(context)
      return Walker.start(context, {
        server,
        demo: demo.url,
        who,
        scripting,
        language,
        texts,
      })
    },
    async phoneOf({ id, login }, name = 'My Phone') {
      const { authenticators } = server
      const begun = await authenticators.begin(id, name, ENROLLER)
      assert.equal(begun.outcome, 'begun')
      const pending = await authenticators.pending(id, ENROLLER)
      assert.ok(pending)
      const { secret, authenticator } = pending
      keepSecret(base32Of(secret))
      const phone = phoneOf(keyUri(secret, SERVICE, login, authenticator.parameters))
      const confirmed = await authenticators.confirm(
        id,
        begun.id,
        phone.code(server.now()),
        ENROLLER,
      )
      assert.equal(confirmed.outcome, 'confirmed')
      server.advance(30)
      return phone
    },
    async codesOf({ id }) {
      await server.recoveryCodes.issue(id)
      const shown = await server.recoveryCodes.show(id)
      return (shown?.codes ?? []).map(({ code }) => keepSecret(code.reveal()))
    },
    async close() {
      // Whose way broke off has not closed theirs.
      await Promise.all(contexts.map((context) => context.close()))
      await Promise.all([demo.close(), server.close()])
    },
  }
}

/** A scene for the `describe` that it is called in. */
export function scene(overrides?: Partial<Configuration>): () => Scene {
  let opened: Scene | undefined
  before(async () => {
    opened = await openScene(overrides)
  })
  after(() => opened?.close())
  return () => {
    if (!opened) throw new Error('there is no scene outside a test')
    return opened
  }
}
