import { Router } from 'express'
import * as client from 'openid-client'
import { shopSecret } from './configuration.ts'
import { html } from './html.ts'
import { issuer } from './settings.ts'

/** A relying party, to see what the provider says of a sign-in. One browser at a time. */
export function shop(): Router {
  const router = Router()
  let known: client.Configuration | undefined
  let verifier = ''

  const configuration = async (): Promise<client.Configuration> =>
    (known ??= await client.discovery(
      new URL(issuer),
      'shop',
      {},
      client.ClientSecretBasic(shopSecret),
      // Because the example is on localhost, without TLS.
      { execute: [client.allowInsecureRequests] },
    ))

  router.get('/', (_request, response) => {
    response.send(
      html(
        'The shop',
        `<ul>
          <li><a href="/shop/start">Sign in</a></li>
          <li><a href="/shop/start?acr_values=urn:step-up:2fa">Pay: with a second factor</a></li>
        </ul>`,
      ),
    )
  })

  router.get('/shop/start', async ({ query }, response) => {
    verifier = client.randomPKCECodeVerifier()
    const url = client.buildAuthorizationUrl(await configuration(), {
      redirect_uri: `${issuer}/shop/callback`,
      scope: 'openid',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(typeof query['acr_values'] === 'string' ? { acr_values: query['acr_values'] } : {}),
    })
    response.redirect(url.href)
  })

  router.get('/shop/callback', async ({ url }, response) => {
    const tokens = await client.authorizationCodeGrant(
      await configuration(),
      new URL(url, issuer),
      { pkceCodeVerifier: verifier, idTokenExpected: true },
    )
    const claims = tokens.claims()
    const told = ['sub', 'acr', 'amr', 'auth_time'].map((name) => [name, claims?.[name]])
    response.send(
      html(
        'Welcome',
        `<pre>${JSON.stringify(Object.fromEntries(told))}</pre><p><a href="/">The shop</a></p>`,
      ),
    )
  })
  return router
}
