import { strict as assert } from 'node:assert'
import * as fc from 'fast-check'
import { Browser } from '../support/browser.ts'
import { Person } from '../support/person.ts'
import { CALLBACK, testServer } from '../support/test-server.ts'
import { answer } from '../support/visit.ts'
import { CHANNELS, partyOf } from './channels.ts'
import { API, CLIENTS, ONE, RESOURCES, TWO } from './clients.ts'

const FOREIGN = {
  client_id: 'foreign',
  client_secret: 'never used here, for nothing is exchanged',
  redirect_uris: [CALLBACK],
  grant_types: ['authorization_code', 'refresh_token'],
  first_party: false,
}

const STATES = ['nobody', 'password', 'both', 'ended'] as const

const acr = fc.constantFrom(ONE, TWO, 'urn:unheard-of', '')

/** Mostly what makes sense, so that what does not seldom hides it. */
const mostly = <T extends string>(sensible: readonly T[], odd: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...sensible) },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
  )

const acrRequest = fc
  .record({ member: fc.constantFrom('id_token', 'userinfo'), essential: fc.boolean(), value: acr })
  .map(({ member, ...wanted }) => JSON.stringify({ [member]: { acr: wanted } }))

const claims = fc.oneof(
  { weight: 12, arbitrary: acrRequest },
  {
    weight: 1,
    arbitrary: fc.constantFrom('{', '[]', '{"id_token":{"acr":7}}', '{"id_token":null}'),
  },
)

/** Anything that a relying party may send along, sensible or not. */
const parameters = fc.record(
  {
    acr_values: fc.array(acr, { maxLength: 3 }).map((names) => names.join(' ')),
    claims,
    max_age: mostly(['1', '60', '100000'], ['0', '-1', 'soon']),
    id_token_hint: mostly(['own', 'own', 'other'], ['garbage', 'a.b.c']),
    login_hint: fc.constantFrom('nobody@example.com', '<script>'),
    scope: mostly(['openid', 'openid profile email'], ['openid offline_access', 'openid foo']),
    resource: mostly([API], ['https://unknown.example', 'no uri']),
    ui_locales: fc.constantFrom('en', 'xx yy'),
    display: fc.constantFrom('page', 'popup'),
  },
  { requiredKeys: [] },
)

const request = fc.record({
  state: fc.constantFrom(...STATES),
  client: fc.constantFrom('plain', 'wishes-two', 'wants-recent', 'demands-two', 'foreign'),
  prompt: mostly(['none'], ['none login', 'none consent']),
  parameters,
})

describe('prompt=none', () => {
  const server = testServer({ clients: [...CLIENTS, FOREIGN], resources: RESOURCES })
  const people = new Map<string, { browser: Browser; idToken: string }>()
  before(async () => {
    const party = await partyOf(server().configuration.issuer, 'plain')
    for (const state of ['password', 'both', 'ended']) {
      const person = await Person.of(server())
      const phone = state === 'both' ? await person.addDevice('Phone') : undefined
      const visitor = person.elsewhere()
      const exchange = await CHANNELS['in the query'](party, {}, visitor.browser)
      const answered = await exchange.end(await answer(visitor, exchange.first, phone))
      assert.ok(answered.error === undefined)
      people.set(state, { browser: visitor.browser, idToken: answered.idToken })
      if (state === 'ended') {
        await visitor.browser.open(`${server().configuration.issuer}/session/end`)
        await visitor.browser.submit('/session/end/confirm', { logout: 'yes' })
      }
    }
    server().advance(90)
  })

  it('is answered with a redirect, a code or an error, state and iss, and never with a page', async () => {
    const { issuer } = server().configuration
    const outcomes = new Set<string>()
    await fc.assert(
      fc.asyncProperty(request, async ({ state, client, prompt, parameters: asked }) => {
        const known = people.get(state)
        const hints: Record<string, string | undefined> = {
          own: known?.idToken,
          other: people.get(state === 'both' ? 'password' : 'both')?.idToken,
        }
        const { id_token_hint: hint, ...others } = asked
        const url = new URL(`${issuer}/auth`)
        url.search = new URLSearchParams({
          client_id: client,
          response_type: 'code',
          redirect_uri: CALLBACK,
          scope: 'openid',
          state: 'a state',
          code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
          code_challenge_method: 'S256',
          prompt,
          ...others,
          ...(hint === undefined ? {} : { id_token_hint: hints[hint] ?? hint }),
        }).toString()
        const response = await (known?.browser ?? new Browser()).send(url.href)
        await response.body?.cancel()
        assert.ok([302, 303].includes(response.status), `${response.status}`)
        const location = new URL(response.headers.get('Location') ?? '', url)
        assert.equal(location.origin + location.pathname, CALLBACK)
        const { searchParams: told } = location
        assert.deepEqual([told.get('state'), told.get('iss')], ['a state', issuer])
        assert.notEqual(told.has('code'), told.has('error'))
        outcomes.add(told.get('error') ?? 'code')
        if (prompt !== 'none') assert.equal(told.get('error'), 'invalid_request')
        if (state === 'nobody' || state === 'ended') assert.ok(told.has('error'))
      }),
      { seed: 3126, numRuns: 200 },
    )
    for (const outcome of ['code', 'login_required', 'interaction_required', 'consent_required']) {
      assert.ok(outcomes.has(outcome), `${outcome} is among ${[...outcomes].join()}`)
    }
    assert.ok(!outcomes.has('server_error'))
  })
})
