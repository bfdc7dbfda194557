import { strict as assert } from 'node:assert'
import { interactionPolicy } from 'oidc-provider'
import { Browser, type Page } from '../support/browser.ts'
import {
  openHostProvider,
  type HostDepartures,
  type HostProvider,
} from '../support/host-provider.ts'
import { hostShop, startAt } from '../support/host-shop.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const SELECT = { prompt: 'select_account' }

describe('prompt=select_account at a host with a login page of its own', () => {
  const folder = temporaryFolder()
  let host: HostProvider
  const open = async (departures: HostDepartures = {}): Promise<HostProvider> =>
    (host = await openHostProvider(folder(), { framework: 'Koa' }, {}, departures))
  afterEach(() => host.close())

  const passHost = (browser: Browser, prompt: string, login: string): Promise<Page> => {
    assert.equal(browser.page.heading, `Host: ${prompt}`)
    return browser.submit(new URL(browser.page.url).pathname, { login })
  }

  async function signedIn() {
    const configuration = await hostShop(host.issuer)
    const browser = new Browser()
    const finish = await startAt(configuration, browser)
    await passHost(browser, 'login', 'user-anna')
    await finish(await passHost(browser, 'terms', 'user-anna'))
    return { configuration, browser }
  }

  it('is our page, and another account signs in at the host’s', async () => {
    await open()
    const { configuration, browser } = await signedIn()
    const { prompt_values_supported: values } = configuration.serverMetadata()
    assert.deepEqual(values, ['none', 'login', 'consent', 'select_account'])

    const first = await startAt(configuration, browser, SELECT)
    assert.equal(browser.page.heading, 'Choose an account')
    await browser.submit('/account', { account: 'this' })
    const same = await first(await passHost(browser, 'terms', 'user-anna'))
    assert.equal(same?.sub, 'user-anna')

    const second = await startAt(configuration, browser, SELECT)
    await browser.submit('/account', { account: 'other' })
    // The library's page that signs the former account out goes on by itself.
    await passHost(browser, 'login', 'user-bob')
    await browser.submit('/session/end/confirm')
    const other = await second(await passHost(browser, 'terms', 'user-bob'))
    assert.equal(other?.sub, 'user-bob')
  })

  it('ends, where the host’s page lets in the same account without a question', async () => {
    await open()
    const { configuration, browser } = await signedIn()
    const finish = await startAt(configuration, browser, SELECT)
    await browser.submit('/account', { account: 'other' })
    await passHost(browser, 'login', 'user-anna')
    assert.equal((await finish(await passHost(browser, 'terms', 'user-anna')))?.sub, 'user-anna')
  })

  it('and prompt=create are the host’s, where it has prompts for them', async () => {
    const policy = interactionPolicy.base()
    for (const name of ['create', 'select_account']) {
      policy.add(new interactionPolicy.Prompt({ name, requestable: true }))
    }
    await open({
      own: {
        interactions: { policy, url: (_ctx, interaction) => `/login/${interaction.uid}` },
        discovery: { prompt_values_supported: ['none', 'login', 'create'] },
      },
    })
    const configuration = await hostShop(host.issuer)
    const { prompt_values_supported: values } = configuration.serverMetadata()
    assert.deepEqual(values, ['none', 'login', 'create'])
    for (const prompt of ['create', 'select_account']) {
      const browser = new Browser()
      const finish = await startAt(configuration, browser, { prompt })
      await passHost(browser, 'login', 'user-anna')
      assert.equal((await finish(await passHost(browser, prompt, 'user-anna')))?.sub, 'user-anna')
    }
  })
})
