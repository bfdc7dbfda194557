import { strict as assert } from 'node:assert'
import { interactionPolicy, type Configuration } from 'oidc-provider'
import { ConfigurationError, type PlugIn } from '../../src/index.ts'
import { Browser, type Page } from '../support/browser.ts'
import {
  openHostProvider,
  type HostDepartures,
  type HostProvider,
} from '../support/host-provider.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { CALLBACK } from '../support/test-server.ts'

const TWO_FACTORS = {
  claims: JSON.stringify({ id_token: { acr: { essential: true, value: 'urn:step-up:2fa' } } }),
}

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code'

type Making = (mfa: PlugIn, own: Configuration) => Configuration

const policyOf = ({ interactions }: Configuration) => [...(interactions?.policy ?? [])]

const withPolicy = (
  configuration: Configuration,
  policy: interactionPolicy.Prompt[],
): Configuration => ({ ...configuration, interactions: { ...configuration.interactions, policy } })

const without = (policy: readonly interactionPolicy.Prompt[], prompt: string) =>
  policy.filter(({ name }) => name !== prompt)

const withIntrospection = (configuration: Configuration): Configuration =>
  Object.assign({}, configuration, {
    features: { ...configuration.features, introspection: { enabled: true } },
  })

/** What a host can get wrong, and what `attach` says is missing. */
const WRONG: Readonly<Record<string, readonly [path: string, made: Making]>> = {
  'was never configured': ['configure', (_mfa, own) => own],
  'is made from the host’s own configuration': [
    'interactions.policy',
    (mfa, own) => {
      mfa.configure(own)
      return own
    },
  ],
  'has the host’s interactions in the place of ours': [
    'interactions.policy',
    (mfa, { interactions = {}, ...own }) => ({ ...mfa.configure({ interactions, ...own }), interactions }), // prettier-ignore
  ],
  'has another policy': [
    'interactions.policy',
    (mfa, own) => withPolicy(mfa.configure(own), interactionPolicy.base()),
  ],
  'has a policy without our prompt': [
    'interactions.policy',
    (mfa, own) => {
      const configured = mfa.configure(own)
      return withPolicy(
        configured,
        policyOf(configured).filter(({ name }) => name !== 'step_up'),
      )
    },
  ],
  'has our prompt without its checks': [
    'interactions.policy',
    (mfa, own) => {
      const configured = mfa.configure(own)
      for (const { name, checks } of policyOf(configured)) if (name === 'step_up') checks.clear()
      return configured
    },
  ],
  'has a login prompt without ours': [
    'interactions.policy',
    (mfa, own) => {
      const configured = mfa.configure(own)
      policyOf(configured)[0]?.checks.remove('first_factor')
      return configured
    },
  ],
  'has its prompts in reversed order': [
    'interactions.policy',
    (mfa, own) => {
      const configured = mfa.configure(own)
      return withPolicy(configured, policyOf(configured).toReversed())
    },
  ],
  'steps up before it signs in': [
    'interactions.policy',
    (mfa, own) => {
      const configured = mfa.configure(own)
      const policy = policyOf(configured)
      const stepUp = policy.filter(({ name }) => name === 'step_up')
      return withPolicy(configured, [...stepUp, ...without(policy, 'step_up')])
    },
  ],
  'asks for consent before it signs in, of its own accord': [
    'interactions.policy',
    (mfa, own) => mfa.configure(withPolicy(own, interactionPolicy.base().toReversed())),
  ],
  'asks for consent before it steps up': [
    'interactions.policy',
    (mfa, own) => {
      const configured = mfa.configure(own)
      const policy = policyOf(configured)
      const stepUp = policy.filter(({ name }) => name === 'step_up')
      return withPolicy(configured, [...without(policy, 'step_up'), ...stepUp])
    },
  ],
  'has a policy without a login prompt': [
    'interactions.policy',
    (mfa, own) => {
      const configured = mfa.configure(own)
      return withPolicy(configured, policyOf(configured).slice(1))
    },
  ],
  'has its login prompt’s checks in reversed order': [
    'interactions.policy',
    (mfa, own) => {
      const configured = mfa.configure(own)
      policyOf(configured)[0]?.checks.reverse()
      return configured
    },
  ],
  'has the host’s features in the place of ours': [
    'features.claimsParameter',
    (mfa, own) => ({ ...mfa.configure(own), features: { devInteractions: { enabled: false } } }),
  ],
  // A client's floor would be dropped as what nobody knows.
  'has the host’s client metadata in the place of ours': [
    'extraClientMetadata',
    (mfa, own) => ({ ...mfa.configure(own), extraClientMetadata: { properties: ['colour'] } }),
  ],
  'has no client metadata of ours': [
    'extraClientMetadata',
    (mfa, own) => {
      const { extraClientMetadata: _, ...configured } = mfa.configure(own)
      return configured
    },
  ],
  // What a removed device earned would be active there.
  'has the host’s introspection in the place of ours': [
    'features.introspection',
    (mfa, own) => withIntrospection(mfa.configure(withIntrospection(own))),
  ],
  'turns introspection on after our configuration': [
    'features.introspection',
    (mfa, own) => withIntrospection(mfa.configure(own)),
  ],
}

describe('attaching to a provider', () => {
  const folder = temporaryFolder()
  let host: HostProvider | undefined
  const open = async (departures: HostDepartures): Promise<HostProvider> =>
    (host = await openHostProvider(folder(), { framework: 'Koa' }, {}, departures))
  afterEach(async () => {
    await host?.close()
    host = undefined
  })

  for (const [name, [path, made]] of Object.entries(WRONG)) {
    it(`is refused where it ${name}`, async () => {
      await assert.rejects(open({ made }), (error) => {
        assert.ok(error instanceof ConfigurationError)
        assert.equal(error.path, path)
        return true
      })
    })
  }

  it('is not, where our checks of one prompt stand in another order, which does not matter', async () => {
    const opened = await open({
      own: WIDE,
      made: (mfa, own) => {
        const configured = mfa.configure(own)
        policyOf(configured)
          .find(({ name }) => name === 'step_up')
          ?.checks.reverse()
        return configured
      },
    })
    const request = { response_type: 'id_token', ...TWO_FACTORS }
    // Asks for a first device: the second factor.
    const page = await signIn(opened, request)
    assert.ok(
      page.forms.some(({ action }) => action.endsWith('/device')),
      page.heading,
    )
    const { id_token: token } = answerOf(await signIn(opened, { response_type: 'id_token' }))
    assert.ok(token)
  })

  it('is not, where the host adds to what it was given, or asks for no consent', async () => {
    const further = new interactionPolicy.Prompt(
      { name: 'survey', requestable: false },
      new interactionPolicy.Check('survey', 'never asked', () => false),
    )
    const { issuer } = await open({
      made: (mfa, own) => {
        const configured = mfa.configure(own)
        const { interactions, features } = configured
        return {
          ...withPolicy(configured, [
            ...policyOf(configured).filter(({ name }) => name !== 'consent'),
            further,
          ]),
          features: { ...features, revocation: { enabled: true } },
          extraClientMetadata: {
            ...configured.extraClientMetadata,
            properties: [...(configured.extraClientMetadata?.properties ?? []), 'colour'],
          },
          ...(interactions?.url ? {} : { issuer: 'never' }),
        }
      },
    })
    const metadata = await fetch(new URL('/.well-known/openid-configuration', issuer))
    assert.equal(metadata.status, 200)
  })
})

/** By what is asked for at the authorization endpoint. */
const RESPONSE_TYPES = ['code', 'id_token', 'code id_token', 'id_token token', 'none'] as const

const WIDE: Configuration = {
  responseTypes: [...RESPONSE_TYPES],
  acrValues: ['urn:step-up:2fa'],
  claims: { openid: ['sub', 'acr'] },
  features: {
    deviceFlow: { enabled: true },
    claimsParameter: { enabled: true },
    devInteractions: { enabled: false },
  },
  clients: [
    {
      client_id: 'shop',
      redirect_uris: [CALLBACK],
      response_types: [...RESPONSE_TYPES],
      grant_types: ['authorization_code', 'implicit', DEVICE_CODE],
      token_endpoint_auth_method: 'none',
      application_type: 'native',
      id_token_signed_response_alg: 'ES256',
    },
  ],
}

/** What no look at the configuration finds out. */
const UNSEEN: Readonly<Record<string, Making>> = {
  'whose policy has lost our checks since': (mfa, own) => {
    const configured = mfa.configure(own)
    for (const { name, checks } of policyOf(configured)) {
      if (name === 'step_up') queueMicrotask(() => checks.clear())
    }
    return configured
  },
  'that is not the one that was made from our configuration': (mfa, own) => {
    // As the other one reads it.
    const { interactions, features, extraClientMetadata } = mfa.configure({ ...own })
    for (const { requestable } of interactions?.policy ?? []) assert.equal(typeof requestable, 'boolean') // prettier-ignore
    assert.equal(features?.claimsParameter?.enabled, true)
    assert.ok(extraClientMetadata?.properties?.includes('step_up_minimum_acr'))
    const policy = interactionPolicy.base()
    for (const reason of ['essential_acr', 'essential_acrs']) policy[0]?.checks.remove(reason)
    return withPolicy(own, policy)
  },
}

describe('a provider that asks nobody for a second factor', () => {
  const folder = temporaryFolder()
  let host: HostProvider | undefined
  const open = async (departures: HostDepartures): Promise<HostProvider> =>
    (host = await openHostProvider(folder(), { framework: 'Koa' }, {}, departures))
  afterEach(async () => {
    await host?.close()
    host = undefined
  })

  for (const [name, made] of Object.entries(UNSEEN)) {
    for (const response_type of RESPONSE_TYPES) {
      it(`issues nothing for response_type=${response_type}, ${name}`, async () => {
        const opened = await open({ own: WIDE, made })
        const claims = response_type === 'none' ? { acr_values: 'urn:step-up:2fa' } : TWO_FACTORS
        const {
          error,
          error_description: description,
          ...others
        } = answerOf(await signIn(opened, { response_type, ...claims }))
        assert.deepEqual(Object.keys(others).toSorted(), ['iss', 'state'])
        assert.equal(error, 'server_error')
        assert.match(description ?? '', /^step-up: interactions\.policy: /)
        assert.equal(pathOf(opened), 'interactions.policy')
      })
    }

    it(`approves no device, ${name}`, async () => {
      const opened = await open({ own: WIDE, made })
      const post = async (path: string, body: Record<string, string>) => {
        const url = new URL(path, opened.issuer)
        const response = await fetch(url, { method: 'POST', body: new URLSearchParams(body) })
        return (await response.json()) as Record<string, string>
      }
      const asked = await post('/device/auth', { client_id: 'shop', scope: 'openid', ...TWO_FACTORS }) // prettier-ignore
      const { device_code = '', user_code = '' } = asked
      const browser = new Browser()
      const { html, url } = await browser.open(new URL('/device', opened.issuer).href)
      const [, xsrf = ''] = /name="xsrf" value="([^"]*)"/.exec(html) ?? []
      await passHost(browser, await browser.post(url, { xsrf, user_code, confirm: 'yes' }))
      const grant = { grant_type: DEVICE_CODE, client_id: 'shop', device_code }
      assert.equal((await post('/token', grant)).error, 'server_error')
      assert.equal(pathOf(opened), 'interactions.policy')
    })
  }

  it('issues nothing where its accounts are found without us: what a removed device earned would go on', async () => {
    const opened = await open({
      own: WIDE,
      made: (mfa, own) => ({ ...mfa.configure(own), ...findAccountOf(own) }),
    })
    const { error, error_description: description, code } = answerOf(await signIn(opened, {}))
    assert.deepEqual([error, code], ['server_error', undefined])
    assert.match(description ?? '', /^step-up: findAccount: /)
    assert.equal(pathOf(opened), 'findAccount')
  })

  it('has a client’s floor where the host adds client metadata of its own', async () => {
    const [shop] = WIDE.clients ?? []
    assert.ok(shop)
    const clients = [{ ...shop, step_up_minimum_acr: 'urn:step-up:2fa', colour: 'blue' }]
    const opened = await open({
      own: { ...WIDE, clients, extraClientMetadata: { properties: ['colour'] } },
    })
    const page = await signIn(opened, {})
    assert.ok(
      page.forms.some(({ action }) => action.endsWith('/device')),
      page.heading,
    )
  })

  it('sends nobody round and round where it was never attached, and says so', async () => {
    const opened = await open({ attaches: false })
    const answer = answerOf(await signIn(opened, TWO_FACTORS))
    assert.equal(answer.error, 'server_error')
    assert.match(answer.error_description ?? '', /^step-up: attach: was not called/)
    assert.equal(pathOf(opened), 'attach')
    const silent = answerOf(await signIn(opened, { prompt: 'none' }))
    assert.equal(silent.error, 'server_error')
  })

  it('says that its interactions.url leads away from our pages', async () => {
    const opened = await open({
      made(mfa, own) {
        const configured = mfa.configure(own)
        return { ...configured, interactions: { ...configured.interactions, ...own.interactions, policy: policyOf(configured) } } // prettier-ignore
      },
    })
    const answer = answerOf(await signIn(opened, TWO_FACTORS))
    assert.equal(answer.error, 'server_error')
    assert.equal(pathOf(opened), 'interactions.url')
  })

  it('is attached to before it serves, or not at all', async () => {
    const opened = await open({ attaches: false })
    await signIn(opened, {})
    assert.throws(() => opened.attach(), { path: 'attach' })
  })
})

const findAccountOf = ({ findAccount }: Configuration) => (findAccount ? { findAccount } : {})

const pathOf = ({ failures }: HostProvider): string | undefined => {
  const [failure] = failures
  // What a device's code keeps as its error is what the library tells.
  const problem = failure instanceof ConfigurationError ? failure : failure?.cause
  return problem instanceof ConfigurationError ? problem.path : String(failure)
}

/** What came back to the application, in the query or the fragment. */
function answerOf({ url, html }: Page): Partial<Record<string, string>> {
  assert.ok(url.startsWith(CALLBACK), `${url}: ${html}`)
  const { search, hash } = new URL(url)
  return Object.fromEntries(new URLSearchParams(hash === '' ? search : hash.slice(1)))
}

async function signIn(host: HostProvider, parameters: Record<string, string>): Promise<Page> {
  const browser = new Browser()
  const url = new URL('/auth', host.issuer)
  url.search = new URLSearchParams({
    client_id: 'shop',
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: 'openid',
    // RFC 7636 appendix B.
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
    nonce: 'a nonce',
    state: 'a state',
    ...parameters,
  }).toString()
  return passHost(browser, await browser.open(url.href))
}

/** Through the host's own pages, as far as they go. */
async function passHost(browser: Browser, first: Page): Promise<Page> {
  let page = first
  for (let pages = 0; page.heading.startsWith('Host: '); pages += 1) {
    assert.ok(pages < 4, 'round and round')
    page = await browser.submit(new URL(page.url).pathname, { login: 'user-1' })
  }
  return page
}
