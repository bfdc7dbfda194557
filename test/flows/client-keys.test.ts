import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { SignJWT, exportJWK, generateKeyPair, type JWK } from 'jose'
import { wallClock } from '../support/fapi-client.ts'
import { createPatientServer, listenOnLoopback, portOf } from '../support/listener.ts'
import { postForm, type Answered } from '../support/raw-client.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { MACHINE, addClient } from '../support/stored-clients.ts'
import { registered } from '../relying-parties/plain/registered.ts'
import { openTestServer, type TestServer } from '../support/test-server.ts'

async function newKey(kid: string) {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' }
  return { kid, privateKey, jwk }
}

/** OpenID Connect Core 1.0 §10.1: a client publishes its keys, and changes them there. */
describe('a client whose keys are at its jwks_uri', () => {
  let published: readonly JWK[] = []
  const application = createPatientServer((request, response) => {
    if (request.url === '/moved') return response.writeHead(302, { Location: '/keys' }).end()
    response.setHeader('Content-Type', 'application/json')
    return response.end(JSON.stringify({ keys: published }))
  })
  let server: TestServer
  before(async () => {
    await listenOnLoopback(application)
    const home = `http://localhost:${portOf(application)}`
    const metadata = {
      ...MACHINE,
      token_endpoint_auth_method: 'private_key_jwt',
      // As most applications do, it stands in the network of the server.
      jwks_uri: `${home}/keys`,
    }
    server = await openTestServer({
      clients: registered(
        { client_id: 'configured', ...metadata },
        { client_id: 'moved', ...metadata, jwks_uri: `${home}/moved` },
      ),
    })
    await addClient(server.clients, 'stored', metadata)
  })
  after(async () => {
    await server.close()
    application.closeAllConnections()
    application.close()
  })

  async function ask(id: string, { kid, privateKey }: Awaited<ReturnType<typeof newKey>>) {
    const now = wallClock()
    const assertion = await new SignJWT({ jti: randomUUID(), iat: now, exp: now + 60 })
      .setProtectedHeader({ alg: 'ES256', kid })
      .setIssuer(id)
      .setSubject(id)
      .setAudience(server.configuration.issuer)
      .sign(privateKey)
    return postForm(server, '/token', {
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: keepSecret(assertion),
    })
  }
  const outcome = ({ status, body }: Answered): unknown => body['error'] ?? status

  for (const id of ['configured', 'stored']) {
    it(`is known by them, and nobody else is (${id})`, async () => {
      const [key, stranger] = [await newKey('1'), await newKey('1')]
      published = [key.jwk]
      assert.equal(outcome(await ask(id, key)), 200)
      assert.equal(outcome(await ask(id, stranger)), 'invalid_client')
    })
  }

  it('is not followed to where its answer leads', async () => {
    const key = await newKey('1')
    published = [key.jwk]
    assert.equal(outcome(await ask('moved', key)), 'invalid_client')
  })

  it('is refused at start where anybody on the way could change the keys', () => {
    for (const uri of ['http://app.example/keys', 'ftp://app.example/keys', 'keys']) {
      assert.throws(
        () => registered({ client_id: 'any', redirect_uris: [], jwks_uri: uri }),
        /expected an https URL/,
      )
    }
  })
})
