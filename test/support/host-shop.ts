import * as client from 'openid-client'
import type { Browser, Page } from './browser.ts'
import { CALLBACK } from './test-server.ts'

/** The relying party that `openHostProvider` has registered. */
export const hostShop = (issuer: string): Promise<client.Configuration> =>
  client.discovery(
    new URL(issuer),
    'shop',
    {},
    client.ClientSecretBasic('the secret of the shop at the host'),
    { execute: [client.allowInsecureRequests] },
  )

/** Sends a browser to the host; resolves what takes the page that it comes back with, and gives the id_token's claims. */
export async function startAt(
  shop: client.Configuration,
  browser: Browser,
  parameters: Readonly<Record<string, string>> = {},
): Promise<(page: Page) => Promise<client.IDToken | undefined>> {
  const verifier = client.randomPKCECodeVerifier()
  await browser.open(
    client.buildAuthorizationUrl(shop, {
      redirect_uri: CALLBACK,
      scope: 'openid',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...parameters,
    }).href,
  )
  return async ({ arrived }) => {
    const tokens = await client.authorizationCodeGrant(
      shop,
      new URL(`${CALLBACK}?${String(arrived)}`),
      { pkceCodeVerifier: verifier, idTokenExpected: true },
    )
    return tokens.claims()
  }
}
