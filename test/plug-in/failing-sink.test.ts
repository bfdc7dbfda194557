import { strict as assert } from 'node:assert'
import type { EventSink } from '../../src/index.ts'
import { Browser } from '../support/browser.ts'
import type { HostShape } from '../support/host-app.ts'
import { openHostProvider, type HostProvider } from '../support/host-provider.ts'
import { codesOn, deviceOf, keyOn } from '../support/person.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { CALLBACK } from '../support/test-server.ts'

const SINKS = {
  throws: () => {
    throw new Error('the disk of the audit trail is full')
  },
  rejects: () => Promise.reject(new Error('the disk of the audit trail is full')),
  // Neither an error nor one that Koa would tell of.
  'rejects with nothing': () => Promise.reject(undefined),
  'rejects with what is no text': () => Promise.reject(Object.create(null)),
  'rejects with what Koa keeps to itself': () =>
    Promise.reject(Object.assign(new Error('not found'), { status: 404, expose: true })),
} satisfies Readonly<Record<string, EventSink>>

/** Outside of Koa there is one way: an app of ours around the pages. */
const CASES: readonly (readonly [HostShape['framework'], keyof typeof SINKS])[] = [
  ['Koa', 'throws'],
  ['Koa', 'rejects'],
  ['Koa', 'rejects with nothing'],
  ['Koa', 'rejects with what is no text'],
  ['Koa', 'rejects with what Koa keeps to itself'],
  ['Express', 'throws'],
  ['Express', 'rejects'],
]

for (const [framework, manner] of CASES) {
  describe(`a host’s onEvent that ${manner}, in ${framework}`, () => {
    const folder = temporaryFolder()
    const say = console.error
    const told: string[] = []
    let host: HostProvider
    beforeEach(async () => {
      host = await openHostProvider(folder(), { framework }, { onEvent: SINKS[manner] })
      told.length = 0
      // As Koa tells faults where nobody listens.
      console.error = (text: unknown) => told.push(String(text))
    })
    afterEach(async () => {
      console.error = say
      await host.close()
    })

    const start = async (browser: Browser) => {
      const url = new URL('/auth', host.issuer)
      url.search = new URLSearchParams({
        client_id: 'shop',
        redirect_uri: CALLBACK,
        response_type: 'code',
        scope: 'openid',
        claims: JSON.stringify({
          id_token: { acr: { essential: true, value: 'urn:step-up:2fa' } },
        }),
      }).toString()
      const { url: login } = await browser.open(url.href)
      return browser.submit(new URL(login).pathname, { login: 'user-1' })
    }

    const arrives = async (browser: Browser) => {
      const { url } = browser.page
      const { arrived } = await browser.submit(new URL(url).pathname)
      assert.ok(arrived?.has('code'), arrived?.toString())
    }

    it('is reported, and breaks neither an enrolment nor a sign-in whose code is spent', async () => {
      const enrolling = new Browser()
      await start(enrolling)
      const device = deviceOf(host, 'Phone', keyOn(await enrolling.submit('/device', { name: 'Phone' }))) // prettier-ignore
      const codes = codesOn(await enrolling.submit('/device/code', { code: device.code() }))
      assert.equal(codes.length, 10)
      await enrolling.submit('/continue')
      await arrives(enrolling)
      const [own] = await host.mfa.authenticators.confirmed('user-1')
      assert.equal(own?.name, 'Phone')

      host.advance(30)
      const returning = new Browser()
      const { url } = await start(returning)
      await returning.submit('/code', { code: device.code() })
      await arrives(returning)

      const recovering = new Browser()
      await start(recovering)
      await recovering.open(`${recovering.page.url}/recovery`)
      await recovering.submit('/recovery', { recovery_code: codes[0] ?? '' })
      await recovering.submit('/continue')
      await arrives(recovering)

      assert.ok(url.includes('/step-up/'))
      for (const type of [
        'device_begun',
        'device_confirmed',
        'recovery_codes_issued',
        'code',
        'recovery_code',
        'stepped_up',
      ]) {
        // prettier-ignore
        const line = told.find((text) => text.includes(`failed at ${type}:`))
        assert.match(line ?? '', /onEvent failed/, type)
      }
      const all = told.join('\n')
      for (const secret of [...codes, device.code()]) {
        assert.ok(!all.includes(secret))
      }
    })

    it('is reported, and leaves a cancelled sign-in cancelled', async () => {
      const browser = new Browser()
      await start(browser)
      const { arrived } = await browser.submit('/cancel')
      assert.equal(arrived?.get('error'), 'access_denied')
      assert.match(told.join('\n'), /failed at declined/)
    })
  })
}
