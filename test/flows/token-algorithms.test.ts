import { strict as assert } from 'node:assert'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify, type JWK } from 'jose'
import * as client from 'openid-client'
import { Secret } from '../../src/kernel/secret.ts'
import type { Configuration } from '../../src/server/config/configuration.ts'
import { Person } from '../support/person.ts'
import { relyingParty } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import {
  clientsWith,
  openTestServer,
  testConfiguration,
  testServer,
  type TestServer,
} from '../support/test-server.ts'
import { signIn } from '../support/visit.ts'

const MAILS = 'https://mails.example.com/'
const FILES = 'https://files.example.com/'
const OPAQUE = 'https://opaque.example.com/'
const RESOURCES: Configuration['resources'] = [
  { identifier: MAILS, scopes: ['read'], accessTokenFormat: 'jwt', accessTokenLifetime: 600 },
  {
    identifier: FILES,
    scopes: ['read'],
    accessTokenFormat: 'jwt',
    accessTokenLifetime: 600,
    typ: 'JWT',
    accessTokenSigning: 'ES256',
  },
  { identifier: OPAQUE, scopes: ['read'], accessTokenFormat: 'opaque', accessTokenLifetime: 600 },
]
const JOB = {
  client_id: 'job',
  client_secret: keepSecret('a-secret-of-the-job-and-nobody-else'),
  redirect_uris: [],
  response_types: [],
  grant_types: ['client_credentials'],
  first_party: true,
}
const CLIENTS = [...clientsWith({ forum: { id_token_signed_response_alg: 'ES256' } }), JOB]

const discover = (server: Pick<TestServer, 'configuration'>): Promise<client.Configuration> =>
  client.discovery(
    new URL(server.configuration.issuer),
    JOB.client_id,
    {},
    client.ClientSecretBasic(JOB.client_secret),
    { execute: [client.allowInsecureRequests] },
  )

/** A token of the job for an API, as any library asks for it. */
async function tokenFor(server: TestServer, resource?: string): Promise<string> {
  const parameters = { scope: 'read', ...(resource === undefined ? {} : { resource }) }
  const tokens = await client.clientCredentialsGrant(await discover(server), parameters)
  return keepSecret(tokens.access_token)
}

async function idTokenAlg(server: TestServer, id: 'shop' | 'forum'): Promise<string> {
  const { idToken } = await signIn(await Person.of(server), await relyingParty(server, id))
  const { issuer } = server.configuration
  const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`))
  const { protectedHeader } = await jwtVerify(idToken, keys, { issuer })
  return protectedHeader.alg
}

describe('tokens are signed', () => {
  const server = testServer({ clients: CLIENTS, resources: RESOURCES })

  it('with RS256 for a client that names no algorithm, and with ES256 for one that does', async () => {
    assert.equal(await idTokenAlg(server(), 'shop'), 'RS256')
    assert.equal(await idTokenAlg(server(), 'forum'), 'ES256')
    const metadata = (await discover(server())).serverMetadata()
    const listed = metadata.id_token_signing_alg_values_supported ?? []
    assert.ok(['RS256', 'ES256'].every((name) => listed.includes(name)))
  })

  it('for an API as it wants: the algorithm of ID tokens and at+jwt, or what it names', async () => {
    const mails = decodeProtectedHeader(await tokenFor(server(), MAILS))
    assert.deepEqual([mails.alg, mails.typ], ['RS256', 'at+jwt'])
    const token = await tokenFor(server(), FILES)
    const files = decodeProtectedHeader(token)
    assert.deepEqual([files.alg, files.typ], ['ES256', 'JWT'])
    const { issuer } = server().configuration
    const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`))
    await jwtVerify(token, keys, { issuer, audience: FILES, typ: 'JWT' })
  })
})

describe('tokens are signed with ES256 for all', () => {
  const server = testServer({ clients: CLIENTS, resources: RESOURCES, idTokenSigning: 'ES256' })

  it('by one option: ID tokens and the access tokens of APIs', async () => {
    assert.equal(await idTokenAlg(server(), 'shop'), 'ES256')
    assert.equal(decodeProtectedHeader(await tokenFor(server(), MAILS)).alg, 'ES256')
  })
})

describe('keys that lack a kind', () => {
  const folder = temporaryFolder()

  /** Keys of these types alone, read once: the development profile would add what is missing. */
  const only = (...types: readonly string[]): Configuration['keys'] => {
    const { keys } = testConfiguration(folder(), 1)
    const left = keys.signing.reveal().keys.filter(({ kty }) => types.includes(String(kty)))
    return { ...keys, signing: new Secret({ keys: left }), sources: undefined }
  }

  for (const profile of ['production', 'development'] as const) {
    it(`are refused at start, in ${profile} as well, for what a client or an API names`, async () => {
      for (const [given, types, expected] of [
        [
          { clients: clientsWith({ shop: { id_token_signed_response_alg: 'RS256' } }) },
          ['EC'],
          /clients\[0\] \(shop\)\.id_token_signed_response_alg: RS256 takes an RSA key.*keys rotate signing/,
        ],
        [
          { resources: RESOURCES },
          ['RSA'],
          /resources\[1\] \(https:\/\/files.*ES256 takes an EC P-256 key/,
        ],
        [
          { idTokenSigning: 'RS256' },
          ['EC'],
          /idTokenSigning \(OIDC_STEP_UP_ID_TOKEN_SIGNING\): RS256 takes an RSA key/,
        ],
      ] as const) {
        const keys = only(...types)
        await assert.rejects(
          openTestServer({ profile, keys, ...given }, { folder: folder() }),
          expected,
        )
      }
    })
  }

  it('sign for an API what the ID tokens are signed with: an RSA key alone is enough', async () => {
    const clients = [...clientsWith({}), JOB]
    const resources = RESOURCES.slice(0, 1)
    const parts = { keys: only('RSA'), clients, resources }
    const server = await openTestServer(parts, { folder: folder() })
    try {
      assert.equal(decodeProtectedHeader(await tokenFor(server, MAILS)).alg, 'RS256')
      assert.equal(await idTokenAlg(server, 'shop'), 'RS256')
    } finally {
      await server.close()
    }
  })

  it('go on with ES256 where a version before made nothing else, and say so in the log', async () => {
    const resources = RESOURCES.slice(0, 1)
    const parts = { keys: only('EC'), clients: CLIENTS, resources }
    const server = await openTestServer(parts, { folder: folder() })
    try {
      assert.equal(await idTokenAlg(server, 'shop'), 'ES256')
      assert.equal(decodeProtectedHeader(await tokenFor(server, MAILS)).alg, 'ES256')
      const told = server
        .log()
        .filter(({ msg }) => String(msg).startsWith('keys.signing has no RSA key'))
      assert.equal(told.length, 1)
      // The account is reached through a client of our own.
      const person = await Person.of(server)
      assert.equal((await person.openAccount('/account')).status, 200)
    } finally {
      await server.close()
    }
  })

  it('take nothing from anybody while the server runs', async () => {
    const server = await openTestServer({}, { folder: folder() })
    try {
      assert.equal(await idTokenAlg(server, 'shop'), 'RS256')
      const file = join(folder(), 'keys.json')
      const all = JSON.parse(readFileSync(file, 'utf8')) as { signing: { keys: JWK[] } }
      const left = all.signing.keys.filter(({ kty }) => kty === 'EC')
      writeFileSync(file, JSON.stringify({ ...all, signing: { keys: left } }))
      const report = await server.refreshKeys()
      assert.equal(report.outcome, 'refused')
      assert.match(String('error' in report && report.error), /keys\.signing.*expected an RSA key/)
      assert.equal(await idTokenAlg(server, 'shop'), 'RS256')
    } finally {
      await server.close()
    }
  })
})

describe('a client that cannot send a resource', () => {
  const server = testServer({
    resources: RESOURCES,
    clients: [
      ...clientsWith({ shop: { default_resource: MAILS } }),
      { ...JOB, default_resource: OPAQUE },
    ],
  })

  it('gets tokens for its default, and for another API where it names that', async () => {
    const { accessToken } = await signIn(await Person.of(server()), await relyingParty(server()), {
      scope: 'openid read',
    })
    const { aud, scope } = decodeJwt(accessToken)
    assert.deepEqual([aud, scope], [MAILS, 'read'])
    const told = await client.tokenIntrospection(await discover(server()), await tokenFor(server()))
    assert.deepEqual([told.active, told.aud], [true, OPAQUE])
    assert.equal(decodeJwt(await tokenFor(server(), FILES)).aud, FILES)
  })

  it('is refused at start with a default that it may not ask for', async () => {
    const [first] = RESOURCES
    assert.ok(first)
    const closed = [{ ...first, clients: { bank: ['read'] } }]
    for (const [resources, value] of [
      [RESOURCES, 'https://other.example.com/'],
      [closed, MAILS],
    ] as const) {
      const clients = clientsWith({ shop: { default_resource: value } })
      await assert.rejects(
        openTestServer({ resources, clients }),
        /clients\[0\] \(shop\).*default_resource.*expected one of the resources that this client may ask for/,
      )
    }
  })
})

describe('an access token of an API at userinfo', () => {
  const server = testServer({ clients: CLIENTS, resources: RESOURCES })

  for (const [format, api] of [
    ['a JWT', MAILS],
    ['an opaque one', OPAQUE],
  ] as const) {
    it(`is answered with the API that it is for: ${format}`, async () => {
      const person = await Person.of(server())
      const parameters = { scope: 'openid read', resource: api }
      const { accessToken } = await signIn(person, await relyingParty(server()), parameters)
      const { userinfo_endpoint: userinfo = '' } = (await discover(server())).serverMetadata()
      const body = new URLSearchParams({ access_token: accessToken })
      for (const request of [
        { headers: { authorization: `Bearer ${accessToken}` } },
        { method: 'POST', body },
      ]) {
        const answer = await fetch(userinfo, request)
        assert.equal(answer.status, 401)
        const { error, error_description: description } = (await answer.json()) as Record<
          string,
          string
        >
        assert.equal(error, 'invalid_token')
        assert.match(String(description), new RegExp(`^this access token is for ${api}`))
        const challenge = answer.headers.get('www-authenticate') ?? ''
        assert.match(
          challenge,
          new RegExp(`error="invalid_token".*this access token is for ${api}`),
        )
        assert.ok(!challenge.includes('scope='), challenge)
      }
    })
  }

  it('is named only as an API that there is; anything else is as it was', async () => {
    const { userinfo_endpoint: userinfo = '' } = (await discover(server())).serverMetadata()
    const forged = (aud: unknown): string =>
      `e30.${Buffer.from(JSON.stringify({ aud })).toString('base64url')}.x`
    for (const token of [
      forged('https://other.example"\r\nx'),
      forged(null),
      'e30.bnVsbA.x',
      'a.b',
      'x',
    ]) {
      const answer = await fetch(userinfo, { headers: { authorization: `Bearer ${token}` } })
      assert.equal(answer.status, 401)
      const { error_description: description } = (await answer.json()) as Record<string, string>
      assert.equal(
        description,
        'the access token is unknown, expired or revoked: get a new one with the refresh_token or a new authorization request',
      )
    }
  })
})
