import { strict as assert } from 'node:assert'
import { SignJWT } from 'jose'
import * as client from 'openid-client'
import type { Browser, Page } from '../support/browser.ts'
import type { Claims } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { CALLBACK } from '../support/test-server.ts'
import type { Parameters } from '../support/visit.ts'
import { FORM_CALLBACK, byForm, secretOf, type ClientName } from './clients.ts'

/** What a relying party gets in the end. */
export type Answer =
  | { readonly error: string }
  | {
      readonly error?: undefined
      readonly claims: Claims
      readonly idToken: string
      /** Empty where an ID token is all that there is. */
      readonly accessToken: string
      readonly refreshToken?: string
    }

/** A request on its way: the page that it opened, and what comes of the page that it ends on. */
export interface Exchange {
  readonly first: Page
  end(last: Page): Promise<Answer>
}

export type Channel = (
  party: client.Configuration,
  parameters: Parameters,
  browser: Browser,
) => Promise<Exchange>

/** @param carry what carries its requests; the network, unless something else is given */
export const partyOf = (
  issuer: string,
  id: ClientName,
  carry: typeof fetch = fetch,
): Promise<client.Configuration> =>
  client.discovery(new URL(issuer), id, {}, client.ClientSecretBasic(secretOf(id)), {
    execute: [client.allowInsecureRequests],
    [client.customFetch]: (url, init) => carry(url, init as RequestInit),
  })

function answerOf(
  tokens: client.TokenEndpointResponse & client.TokenEndpointResponseHelpers,
): Answer {
  const { access_token: accessToken, refresh_token: refreshToken, id_token: idToken } = tokens

  const claims = tokens.claims()
  assert.ok(claims, 'there is an id_token')
  return {
    claims: claims as unknown as Claims,
    idToken: keepSecret(idToken ?? ''),
    accessToken: keepSecret(accessToken),
    ...(refreshToken === undefined ? {} : { refreshToken: keepSecret(refreshToken) }),
  }
}

type Open = (
  party: client.Configuration,
  parameters: Record<string, string>,
  browser: Browser,
) => Promise<Page>

/** The authorization code flow, however its request is sent. An error has `state` and `iss`. */
const codeFlow =
  (open: Open): Channel =>
  async (party, parameters, browser) => {
    const verifier = keepSecret(client.randomPKCECodeVerifier())
    const state = client.randomState()
    const first = await open(
      party,
      {
        client_id: party.clientMetadata().client_id,
        response_type: 'code',
        redirect_uri: CALLBACK,
        scope: 'openid',
        state,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...parameters,
      },
      browser,
    )
    return {
      first,
      async end({ arrived, heading }) {
        assert.ok(arrived, `the browser came back, and is not at "${heading}"`)
        assert.equal(arrived.get('state'), state)
        assert.equal(arrived.get('iss'), party.serverMetadata().issuer)
        const error = arrived.get('error')
        if (error !== null) return { error }
        const address = new URL(`${CALLBACK}?${arrived.toString()}`)
        const checks = { pkceCodeVerifier: verifier, expectedState: state, idTokenExpected: true }
        return answerOf(await client.authorizationCodeGrant(party, address, checks))
      },
    }
  }

const authorize = (party: client.Configuration, parameters: Parameters): string => {
  const url = new URL(party.serverMetadata().authorization_endpoint ?? '')
  url.search = new URLSearchParams(parameters).toString()
  return url.href
}

/** Parameters signed by the relying party (RFC 9101). */
async function requestObject(
  party: client.Configuration,
  parameters: Parameters,
): Promise<Record<string, string>> {
  const { client_id: id } = party.clientMetadata()
  const request = await new SignJWT({ ...parameters })
    .setProtectedHeader({ alg: 'HS256', typ: 'oauth-authz-req+jwt' })
    .setIssuer(id)
    .setAudience(party.serverMetadata().issuer)
    .setIssuedAt()
    .setExpirationTime('2m')
    .sign(Buffer.from(secretOf(id as ClientName)))
  return { client_id: id, request }
}

const inQuery: Open = (party, parameters, browser) => browser.open(authorize(party, parameters))

const pushed: Open = async (party, parameters, browser) =>
  browser.open((await client.buildAuthorizationUrlWithPAR(party, parameters)).href)

const signed: Open = async (party, parameters, browser) =>
  inQuery(party, await requestObject(party, parameters), browser)

/** The device flow (RFC 8628): errors come to the device that polls. */
const onDevice: Channel = async (party, parameters, browser) => {
  const asked = await client.initiateDeviceAuthorization(party, { scope: 'openid', ...parameters })
  keepSecret(asked.device_code)
  await browser.open(asked.verification_uri)
  await browser.submit('/device', { user_code: asked.user_code })
  const first = await browser.submit('/device')
  return {
    first,
    async end({ arrived }) {
      assert.equal(arrived, undefined)
      try {
        return answerOf(
          await client.genericGrantRequest(party, 'urn:ietf:params:oauth:grant-type:device_code', {
            device_code: asked.device_code,
          }),
        )
      } catch (error) {
        if (error instanceof client.ResponseBodyError) return { error: error.error }
        throw error
      }
    },
  }
}

/** An ID token by `form_post`, and no code (OpenID Connect Core 1.0 §3.2): what a browser would send is read. */
const inForm: Channel = async (party, parameters, browser) => {
  const id = byForm(party.clientMetadata().client_id)
  const metadata = { id_token_signed_response_alg: 'ES256' }
  const own = new client.Configuration(party.serverMetadata(), id, metadata)
  const carry = party[client.customFetch]
  if (carry) own[client.customFetch] = carry
  client.allowInsecureRequests(own)
  client.useIdTokenResponseType(own)
  const [state, nonce] = [client.randomState(), client.randomNonce()]
  const request = {
    client_id: id,
    response_type: 'id_token',
    response_mode: 'form_post',
    redirect_uri: FORM_CALLBACK,
    scope: 'openid',
    state,
    nonce,
    ...parameters,
  }
  return {
    first: await browser.open(authorize(own, request)),
    async end({ forms, heading }) {
      const form = forms.find(({ action }) => action === FORM_CALLBACK)
      assert.ok(form, `the browser is to go back, and is not at "${heading}"`)
      const { fields } = form
      assert.equal(fields['state'], state)
      assert.deepEqual([fields['code'], fields['access_token']], [undefined, undefined])
      if (fields['error'] !== undefined) {
        assert.equal(fields['iss'], own.serverMetadata().issuer)
        assert.equal(fields['id_token'], undefined)
        return { error: fields['error'] }
      }
      const body = new URLSearchParams(fields)
      const sent = new Request(FORM_CALLBACK, { method: 'POST', body })
      const claims = await client.implicitAuthentication(own, sent, nonce, { expectedState: state })
      const idToken = keepSecret(fields['id_token'] ?? '')
      return { claims: claims as unknown as Claims, idToken, accessToken: '' }
    },
  }
}

/**
 * A POST to the authorization endpoint is left out: it is answered with the same request by GET
 * (test/flows/posted-requests.test.ts).
 */
export const CHANNELS = {
  'in the query': codeFlow(inQuery),
  'by PAR': codeFlow(pushed),
  'in a signed request object': codeFlow(signed),
  'from a device': onDevice,
  'for an ID token by a form': inForm,
} as const satisfies Record<string, Channel>

export type ChannelName = keyof typeof CHANNELS

/** What an error comes with: a redirect, an answer to a program, or a form. */
export const statusOfErrors = (channel: ChannelName): number =>
  channel === 'from a device' || channel === 'for an ID token by a form' ? 400 : 303
